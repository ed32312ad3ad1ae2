// Invariants:
// 1. Line i of one file belongs to line i of the other; rows of a run come in the order of their
//    ends, and have the reference of their sample.
#include <fmt/format.h>

#include <array>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "hexameter/scoring.hpp"
#include "scoring/pair_lines.hpp"

namespace hexameter {
namespace {

using namespace detail;  // NOLINT: the outside of what detail holds

constexpr std::array<std::string_view, 3> candidate_members{"candidate", "answer", "text"};
constexpr std::array<std::string_view, 4> reference_members{"reference", "references", "answer",
                                                            "text"};

// The name of a pair: as its lines say, else its number.
Result<std::string> id_of(const PairSide& wanted, const PairLine& candidate,
                          const PairLine* reference, std::size_t number) {
    const auto& other = reference != nullptr ? reference->id : std::nullopt;
    if (candidate.id && other && *candidate.id != *other)
        return line_fault(
            wanted, reference->line,
            fmt::format("the id is \"{}\" here and \"{}\" in line {} of the candidates; "
                        "put both files into one order",
                        *other, *candidate.id, candidate.line));
    return candidate.id.value_or(other.value_or(fmt::format("{}", number)));
}

// Row of a run with the reference of its sample: by its id, else by its place among the references,
// which is what a run calls a sample without one.
Result<std::vector<ScoringPair>> pairs_by_sample(const PairSide& said, const PairSide& wanted,
                                                 std::vector<PairLine>& rows,
                                                 const std::vector<PairLine>& references) {
    std::unordered_map<std::string, const PairLine*> by_sample;
    for (std::size_t i = 0; i < references.size(); ++i) {
        const auto& one = references[i];
        const auto [other, added] =
            by_sample.emplace(one.id.value_or(fmt::format("{}", i + 1)), &one);
        if (!added)
            return line_fault(wanted, one.line,
                              fmt::format("is of the sample \"{}\", as line {} is; rows of a run "
                                          "need one reference for each sample",
                                          other->first, other->second->line));
    }
    std::vector<ScoringPair> pairs;
    pairs.reserve(rows.size());
    for (auto& row : rows) {
        const auto reference = by_sample.find(*row.id);
        if (reference == by_sample.end())
            return line_fault(said, row.line,
                              fmt::format("is of the sample \"{}\", for which {} has no reference: "
                                          "no line has that id, or stands at that place without "
                                          "one",
                                          *row.id, name_of(wanted)));
        pairs.push_back({std::move(*row.id), "{}", std::move(row.parts), reference->second->parts});
    }
    return pairs;
}

// Line by line; without `references` no pair has any.
Result<std::vector<ScoringPair>> pairs_by_line(const PairSide& said, const PairSide& wanted,
                                               std::vector<PairLine>& answers,
                                               std::vector<PairLine>* references) {
    if (references != nullptr && references->size() != answers.size())
        return Error(
            ErrorCode::config,
            fmt::format("{} holds {} and {} holds {}; line i of the one belongs to "
                        "line i of the other",
                        name_of(said), answers.size(), name_of(wanted), references->size()));
    std::vector<ScoringPair> pairs;
    pairs.reserve(answers.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
        auto* const reference = references == nullptr ? nullptr : &(*references)[i];
        auto id = id_of(wanted, answers[i], reference, i + 1);
        if (!id) return id.error();
        pairs.push_back(
            {std::move(id.value()), "{}", std::move(answers[i].parts),
             reference == nullptr ? std::vector<ScoredPart>{} : std::move(reference->parts)});
    }
    return pairs;
}

}  // namespace

Result<std::vector<ScoringPair>> load_pairs(const ScoringFile& candidates,
                                            const std::optional<ScoringFile>& references) {
    if (references && candidates.file == "-" && references->file == "-")
        return Error(ErrorCode::config,
                     "standard input can be one of the two files, not both; name a file for the "
                     "other");
    const PairSide said{candidates, "file of candidates", candidate_members};
    const PairSide wanted{references.value_or(ScoringFile{}), "file of references",
                          reference_members};
    auto answers = read_pair_lines(said);
    if (!answers) return answers.error();
    if (!references) return pairs_by_line(said, wanted, answers.value(), nullptr);
    auto right = read_pair_lines(wanted);
    if (!right) return right.error();
    if (answers->front().model)
        return pairs_by_sample(said, wanted, answers.value(), right.value());
    return pairs_by_line(said, wanted, answers.value(), &right.value());
}

}  // namespace hexameter
