// Invariants:
// 1. Line i of one file belongs to line i of the other: no line is dropped but blank ones of JSON
//    Lines, which hold no value.
// 2. What one line means is read from that line alone.
#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <strings.h>

#include <array>
#include <span>
#include <utility>

#include "base/read_file.hpp"
#include "base/utf8.hpp"
#include "dataset/line_reader.hpp"
#include "hexameter/scoring.hpp"
#include "spec/schema_node.hpp"
#include "spec/source_text.hpp"

namespace hexameter {
namespace {

namespace fs = std::filesystem;

using namespace detail;  // NOLINT: the outside of what detail holds

// What a line holds.
struct Entry {
    std::optional<std::string> id;
    std::vector<ScoredPart> parts;
    std::uint64_t line = 0;
};

// One of the two files, with the words for it.
struct Side {
    ScoringFile source;
    const char* what;                           // "file of candidates"
    std::span<const std::string_view> members;  // of an object that hold its texts, best first
};

constexpr std::array<std::string_view, 3> candidate_members{"candidate", "answer", "text"};
constexpr std::array<std::string_view, 4> reference_members{"reference", "references", "answer",
                                                            "text"};

std::string name_of(const Side& side) {
    return side.source.file == "-" ? "standard input" : side.source.file.string();
}

Error fault(const Side& side, std::uint64_t line, const std::string& message) {
    return {ErrorCode::config, message, fmt::format("{}:{}", name_of(side), line)};
}

std::string listed(std::span<const std::string_view> words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i)
        text += fmt::format("{}\"{}\"",
                            i == 0                  ? ""
                            : i + 1 == words.size() ? " or "
                                                    : ", ",
                            words[i]);
    return text;
}

ScoredPart part_of(std::string_view text, std::size_t choice) {
    ScoredPart part;
    part.bytes = text;
    part.mime = "text/plain";
    part.choice = static_cast<std::uint32_t>(choice);
    return part;
}

// A text, a list of them, or null for none at all; false for anything else.
bool take_texts(const rapidjson::Value& value, std::vector<ScoredPart>& parts) {
    if (value.IsNull()) return true;
    if (value.IsString()) {
        parts.push_back(part_of(text_of(value), 0));
        return true;
    }
    if (!value.IsArray()) return false;
    for (const auto& one : value.GetArray()) {
        if (!one.IsString()) return false;
        parts.push_back(part_of(text_of(one), parts.size()));
    }
    return true;
}

const rapidjson::Value* member_of(const rapidjson::Value& object, std::string_view name) {
    const auto found = object.FindMember(rapidjson::Value(
        rapidjson::StringRef(name.data(), static_cast<rapidjson::SizeType>(name.size()))));
    return found == object.MemberEnd() ? nullptr : &found->value;
}

Status take_object(const Side& side, const rapidjson::Value& object, Entry& entry) {
    if (const auto* id = member_of(object, "id")) {
        if (id->IsString() && id->GetStringLength() > 0)
            entry.id = text_of(*id);
        else if (id->IsInt64())
            entry.id = fmt::format("{}", id->GetInt64());
        else
            return fault(side, entry.line, "id: must be a text that is not empty, or a number");
    }
    for (const auto member : side.members) {
        const auto* value = member_of(object, member);
        if (value == nullptr) continue;
        if (take_texts(*value, entry.parts)) return {};
        return fault(side, entry.line,
                     fmt::format("{}: must be a text, a list of texts, or null", member));
    }
    return fault(side, entry.line,
                 fmt::format("the object has no member {}", listed(side.members)));
}

Result<Entry> entry_of_json(const Side& side, std::string_view json, std::uint64_t line) {
    if (nests_too_deep(json))
        return fault(side, line, fmt::format("nested deeper than {} levels", deepest_nest));
    rapidjson::Document value;
    value.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
    if (value.HasParseError())
        return fault(side, line,
                     fmt::format("not valid JSON: {} (byte {} of the line)",
                                 json_reason(json, value.GetErrorOffset(),
                                             rapidjson::GetParseError_En(value.GetParseError())),
                                 value.GetErrorOffset() + 1));
    Entry entry;
    entry.line = line;
    if (value.IsObject()) {
        if (auto ok = take_object(side, value, entry); !ok) return ok.error();
    } else if (!take_texts(value, entry.parts)) {
        return fault(side, line, "must be a text, a list of texts, null, or an object of them");
    }
    return entry;
}

bool is_json_lines(const ScoringFile& source) {
    if (!source.format.empty()) return source.format == "jsonl";
    const auto ending = source.file.extension();
    return strcasecmp(ending.c_str(), ".jsonl") == 0 || strcasecmp(ending.c_str(), ".ndjson") == 0;
}

// The line without its end.
std::string_view content_of(std::string_view line) {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

Result<std::vector<Entry>> read_entries(const Side& side) {
    const auto& file = side.source.file;
    if (file != "-")
        if (auto ok = check_readable(file, side.what); !ok) return ok.error();
    const bool json_lines = is_json_lines(side.source);
    LineReader lines(file == "-" ? fs::path("/dev/stdin") : file);
    std::vector<Entry> entries;
    std::string_view line;
    while (lines.next(line)) {
        const auto content = content_of(line);
        if (const auto bad = first_invalid_utf8(content))
            return fault(side, lines.line_number(),
                         fmt::format("byte {} of the line, 0x{:02X}, is not valid UTF-8; save the "
                                     "file as UTF-8",
                                     *bad + 1, static_cast<unsigned char>(content[*bad])));
        if (!json_lines) {
            entries.push_back({std::nullopt, {part_of(content, 0)}, lines.line_number()});
            continue;
        }
        if (content.find_first_not_of(" \t") == std::string_view::npos) continue;
        auto entry = entry_of_json(side, content, lines.line_number());
        if (!entry) return entry.error();
        entries.push_back(std::move(entry.value()));
    }
    if (lines.too_long())
        return fault(side, lines.line_number(),
                     fmt::format("the line is longer than {} bytes", longest_line_bytes));
    if (lines.failed())
        return Error(ErrorCode::config, fmt::format("reading the {} failed", side.what),
                     name_of(side));
    if (entries.empty())
        return Error(ErrorCode::config,
                     fmt::format("is empty; a {} has a line for each answer", side.what),
                     name_of(side));
    return entries;
}

// The name of a pair: as its lines say, else its number.
Result<std::string> id_of(const Side& wanted, const Entry& candidate, const Entry* reference,
                          std::size_t number) {
    const auto& other = reference != nullptr ? reference->id : std::nullopt;
    if (candidate.id && other && *candidate.id != *other)
        return fault(wanted, reference->line,
                     fmt::format("the id is \"{}\" here and \"{}\" in line {} of the candidates; "
                                 "put both files into one order",
                                 *other, *candidate.id, candidate.line));
    return candidate.id.value_or(other.value_or(fmt::format("{}", number)));
}

}  // namespace

Result<std::vector<ScoringPair>> load_pairs(const ScoringFile& candidates,
                                            const std::optional<ScoringFile>& references) {
    if (references && candidates.file == "-" && references->file == "-")
        return Error(ErrorCode::config,
                     "standard input can be one of the two files, not both; name a file for the "
                     "other");
    const Side said{candidates, "file of candidates", candidate_members};
    const Side wanted{references.value_or(ScoringFile{}), "file of references", reference_members};
    auto answers = read_entries(said);
    if (!answers) return answers.error();
    std::vector<Entry> right;
    if (references) {
        auto read = read_entries(wanted);
        if (!read) return read.error();
        right = std::move(read.value());
        if (right.size() != answers->size())
            return Error(
                ErrorCode::config,
                fmt::format("{} holds {} and {} holds {}; line i of the one belongs to "
                            "line i of the other",
                            name_of(said), answers->size(), name_of(wanted), right.size()));
    }
    std::vector<ScoringPair> pairs;
    pairs.reserve(answers->size());
    for (std::size_t i = 0; i < answers->size(); ++i) {
        auto& answer = (*answers)[i];
        auto id = id_of(wanted, answer, references ? &right[i] : nullptr, i + 1);
        if (!id) return id.error();
        pairs.push_back({std::move(id.value()), "{}", std::move(answer.parts),
                         references ? std::move(right[i].parts) : std::vector<ScoredPart>{}});
    }
    return pairs;
}

}  // namespace hexameter
