// Invariants:
// 1. The stream is never copied by the reader (its traits say so), so that Tell() is exact in every
//    callback: just behind a key or scalar. At a bracket it may be before or behind it, so its one
//    byte is counted here.
// 2. A token starts at the first byte behind the last token that is neither blank, ',' nor ':'.
// 3. path_ holds one level per open object or array; its pointer is the one of the value to come.
#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>

#include "spec/source_text.hpp"

namespace hexameter::detail {
namespace {

class TextStream {
  public:
    using Ch = char;  // NOLINT(readability-identifier-naming): RapidJSON's stream concept

    explicit TextStream(std::string_view text) : text_(text) {}

    // NOLINTBEGIN(readability-identifier-naming)
    [[nodiscard]] char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    char Take() { return at_ < text_.size() ? text_[at_++] : '\0'; }

    [[nodiscard]] std::size_t Tell() const { return at_; }

    char* PutBegin() { return nullptr; }

    void Put(char /*c*/) {}

    void Flush() {}

    std::size_t PutEnd(char* /*begin*/) { return 0; }

    // NOLINTEND(readability-identifier-naming)

  private:
    std::string_view text_;
    std::size_t at_ = 0;
};

class PlaceHandler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, PlaceHandler> {
  public:
    PlaceHandler(std::string_view text, const TextStream& stream, SourceText& out)
        : text_(text), stream_(stream), out_(out) {}

    // NOLINTBEGIN(readability-identifier-naming): RapidJSON's handler concept
    bool Default() {
        item();
        return true;
    }

    bool StartObject() { return open(false); }

    bool StartArray() { return open(true); }

    bool Key(const char* name, rapidjson::SizeType size, bool /*copy*/) {
        auto& level = path_.back();
        level.child = child_pointer(level.pointer, std::string_view(name, size));
        const auto place = token_place();
        const auto [earlier, added] = out_.places.emplace(level.child, place);
        if (!added)
            out_.faults.push_back(
                {place, field_path(level.child),
                 fmt::format("this field stands twice: line {} and line {}; keep one",
                             earlier->second.line, place.line)});
        return true;
    }

    bool EndObject(rapidjson::SizeType /*members*/) { return close(); }

    bool EndArray(rapidjson::SizeType /*items*/) { return close(); }

    // NOLINTEND(readability-identifier-naming)

    [[nodiscard]] bool too_deep() const { return path_.size() >= deepest_nest; }

  private:
    struct Level {
        std::string pointer;
        std::string child;  // object: of the last key
        bool array = false;
        std::size_t next = 0;  // array: index of the item to come
    };

    [[nodiscard]] std::size_t token_begin() const {
        return text_.find_first_not_of(" \t\r\n,:", behind_);
    }

    Place token_place() {
        const auto begin = token_begin();
        behind_ = stream_.Tell();
        for (; counted_ < begin; ++counted_) {
            if (text_[counted_] != '\n') continue;
            ++line_;
            line_start_ = counted_ + 1;
        }
        return {line_, begin - line_start_ + 1};
    }

    // Notes the place of a value; returns its pointer.
    std::string item() {
        const auto place = token_place();
        if (path_.empty()) {
            out_.places.emplace("", place);
            return {};
        }
        auto& level = path_.back();
        if (!level.array) return level.child;
        auto pointer = child_pointer(level.pointer, level.next++);
        out_.places.emplace(pointer, place);
        return pointer;
    }

    bool open(bool array) {
        if (too_deep()) return false;
        const auto begin = token_begin();
        path_.push_back({item(), {}, array, 0});
        behind_ = begin + 1;
        return true;
    }

    bool close() {
        behind_ = token_begin() + 1;
        path_.pop_back();
        return true;
    }

    std::string_view text_;
    const TextStream& stream_;
    SourceText& out_;
    std::vector<Level> path_;
    std::size_t behind_ = 0;   // first byte behind the last token
    std::size_t counted_ = 0;  // up to here lines are counted
    std::size_t line_ = 1;
    std::size_t line_start_ = 0;
};

}  // namespace

std::string json_reason(std::string_view text, std::size_t offset, std::string_view parser) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto at = text.find_first_not_of(blanks, std::min(offset, text.size()));
    const auto before = text.find_last_not_of(blanks, at == 0 ? text.npos : at - 1);
    if (at != text.npos && at > 0 && before != text.npos && text[before] == ',' &&
        (text[at] == ']' || text[at] == '}'))
        return fmt::format("a comma stands before the closing '{}'; take it out", text[at]);
    return std::string(parser);
}

SourceText read_json_source(std::string_view text) {
    SourceText source;
    TextStream stream(text);
    PlaceHandler handler(text, stream, source);
    rapidjson::Reader reader;
    const auto result = reader.Parse<rapidjson::kParseIterativeFlag>(stream, handler);
    if (!result.IsError()) {
        source.json = text;
        return source;
    }
    const std::string reason =
        result.Code() == rapidjson::kParseErrorTermination
            ? fmt::format("nested deeper than {} levels", deepest_nest)
            : json_reason(text, result.Offset(), rapidjson::GetParseError_En(result.Code()));
    source.faults.push_back({place_at(text, result.Offset()), "", "not valid JSON: " + reason});
    return source;
}

}  // namespace hexameter::detail
