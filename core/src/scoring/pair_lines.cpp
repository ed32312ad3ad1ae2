// Invariants:
// 1. No line is dropped but blank ones of JSON Lines, which hold no value, and rows of a run that
//    are no measurement of it.
// 2. What one line means is read from that line alone.
#include "scoring/pair_lines.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <strings.h>

#include <utility>

#include "base/read_file.hpp"
#include "base/utf8.hpp"
#include "dataset/line_reader.hpp"
#include "spec/schema_node.hpp"
#include "spec/source_text.hpp"

namespace hexameter::detail {

std::string name_of(const PairSide& side) {
    return side.source.file == "-" ? "standard input" : side.source.file.string();
}

Error line_fault(const PairSide& side, std::uint64_t line, const std::string& message) {
    return {ErrorCode::config, message, fmt::format("{}:{}", name_of(side), line)};
}

namespace {

namespace fs = std::filesystem;

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

std::optional<std::string> id_in(const rapidjson::Value& value) {
    if (value.IsString() && value.GetStringLength() > 0) return std::string(text_of(value));
    if (value.IsInt64()) return fmt::format("{}", value.GetInt64());
    return std::nullopt;
}

// Whether `show --format jsonl` gave it: nobody's own line has all of these.
bool is_row_of_a_run(const rapidjson::Value& object) {
    for (const char* const name : {"run", "model", "sample", "status"})
        if (const auto* value = member_of(object, name); value == nullptr || !value->IsString())
            return false;
    const auto* warmup = member_of(object, "warmup");
    return warmup != nullptr && warmup->IsBool();
}

// Whether the run itself counts it.
bool counts(const rapidjson::Value& row) {
    return !member_of(row, "warmup")->GetBool() && member_of(row, "superseded") == nullptr;
}

Status take_texts_of(const PairSide& side, const rapidjson::Value& object, PairLine& entry) {
    for (const auto member : side.members) {
        const auto* value = member_of(object, member);
        if (value == nullptr) continue;
        if (take_texts(*value, entry.parts)) return {};
        return line_fault(side, entry.line,
                          fmt::format("{}: must be a text, a list of texts, or null", member));
    }
    return line_fault(side, entry.line,
                      fmt::format("the object has no member {}", listed(side.members)));
}

Status take_object(const PairSide& side, const rapidjson::Value& object, PairLine& entry) {
    if (is_row_of_a_run(object)) {
        entry.model = text_of(*member_of(object, "model"));
        entry.id = text_of(*member_of(object, "sample"));
        entry.counts = counts(object);
        // What came before a failure is no answer.
        if (text_of(*member_of(object, "status")) != "ok") return {};
    } else if (const auto* id = member_of(object, "id")) {
        entry.id = id_in(*id);
        if (!entry.id)
            return line_fault(side, entry.line,
                              "id: must be a text that is not empty, or a number");
    }
    return take_texts_of(side, object, entry);
}

Result<PairLine> entry_of_json(const PairSide& side, std::string_view json, std::uint64_t line) {
    if (nests_too_deep(json))
        return line_fault(side, line, fmt::format("nested deeper than {} levels", deepest_nest));
    rapidjson::Document value;
    value.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
    if (value.HasParseError())
        return line_fault(
            side, line,
            fmt::format("not valid JSON: {} (byte {} of the line)",
                        json_reason(json, value.GetErrorOffset(),
                                    rapidjson::GetParseError_En(value.GetParseError())),
                        value.GetErrorOffset() + 1));
    PairLine entry;
    entry.line = line;
    if (value.IsObject()) {
        if (auto ok = take_object(side, value, entry); !ok) return ok.error();
    } else if (!take_texts(value, entry.parts)) {
        return line_fault(side, line,
                          "must be a text, a list of texts, null, or an object of them");
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

bool is_blank(std::string_view content) {
    return content.find_first_not_of(" \t") == std::string_view::npos;
}

// One score over several models would be none of theirs.
Status check_model(const PairSide& side, const PairLine& first, const PairLine& entry) {
    if (first.model == entry.model) return {};
    if (first.model && entry.model)
        return line_fault(
            side, entry.line,
            fmt::format("is of the model \"{}\", and line {} of \"{}\", which one score would "
                        "mix; leave the rows of one, or score the run itself: hexameter rescore",
                        *entry.model, first.line, *first.model));
    return line_fault(
        side, entry.line,
        fmt::format("is {} row of a run, and line {} is {}; a file holds rows of "
                    "runs, or none",
                    entry.model ? "a" : "no", first.line, first.model ? "one" : "none"));
}

// The lines of one file as they are read.
class PairReader {
  public:
    explicit PairReader(const PairSide& side)
        : side_(side),
          json_lines_(is_json_lines(side.source)),
          may_be_json_(side.source.format.empty() && !json_lines_) {}

    Status take(std::string_view content, std::uint64_t line) {
        if (const auto bad = first_invalid_utf8(content))
            return line_fault(side_, line,
                              fmt::format("byte {} of the line, 0x{:02X}, is not valid UTF-8; save "
                                          "the file as UTF-8",
                                          *bad + 1, static_cast<unsigned char>(content[*bad])));
        if (!json_lines_) {
            may_be_json_ = may_be_json_ && (is_blank(content) || is_json_answer(content, line));
            entries_.push_back({std::nullopt, {part_of(content, 0)}, line, std::nullopt});
            return {};
        }
        if (is_blank(content)) return {};
        auto entry = entry_of_json(side_, content, line);
        if (!entry) return entry.error();
        if (!entry->counts) {
            left_out_ = true;
            return {};
        }
        if (!entries_.empty())
            if (auto ok = check_model(side_, entries_.front(), entry.value()); !ok) return ok;
        entries_.push_back(std::move(entry.value()));
        return {};
    }

    Result<std::vector<PairLine>> finish() {
        if (entries_.empty())
            return Error(ErrorCode::config,
                         left_out_
                             ? "holds warm-ups and attempts that were made again alone, none "
                               "of which counts"
                             : fmt::format("is empty; a {} has a line for each answer", side_.what),
                         name_of(side_));
        if (may_be_json_ && seen_json_)
            return Error(ErrorCode::config,
                         fmt::format("looks like JSON Lines, each an object with {}, and nothing "
                                     "says so: --input-format jsonl (of both files), or a name "
                                     "that ends in .jsonl; --input-format text where the objects "
                                     "are the answers themselves",
                                     listed(side_.members)),
                         name_of(side_));
        return std::move(entries_);
    }

  private:
    bool is_json_answer(std::string_view content, std::uint64_t line) {
        const bool is = content[content.find_first_not_of(" \t")] == '{' &&
                        entry_of_json(side_, content, line).has_value();
        seen_json_ = seen_json_ || is;
        return is;
    }

    const PairSide& side_;
    bool json_lines_;
    bool may_be_json_;        // no line of text speaks against it
    bool seen_json_ = false;  // one speaks for it
    bool left_out_ = false;
    std::vector<PairLine> entries_;
};

}  // namespace

Result<std::vector<PairLine>> read_pair_lines(const PairSide& side) {
    const auto& file = side.source.file;
    if (file != "-")
        if (auto ok = check_readable(file, side.what); !ok) return ok.error();
    LineReader lines(file == "-" ? fs::path("/dev/stdin") : file);
    PairReader reader(side);
    std::string_view line;
    while (lines.next(line))
        if (auto ok = reader.take(content_of(line), lines.line_number()); !ok) return ok.error();
    if (lines.too_long())
        return line_fault(side, lines.line_number(),
                          fmt::format("the line is longer than {} bytes", longest_line_bytes));
    if (lines.failed())
        return Error(ErrorCode::config, fmt::format("reading the {} failed", side.what),
                     name_of(side));
    return reader.finish();
}

}  // namespace hexameter::detail
