#include "spec/source_text.hpp"

#include <fmt/format.h>
#include <strings.h>

#include "base/utf8.hpp"

namespace hexameter::detail {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view blanks = " \t\r\n";

SourceText refused(Place place, std::string message) {
    SourceText source;
    source.faults.push_back({place, "", std::move(message)});
    return source;
}

}  // namespace

void SourceText::refuse(const std::string& pointer, const std::string& message) {
    if (!unheld.contains(pointer))
        faults.push_back({place_of(places, pointer), field_path(pointer), message});
}

bool nests_too_deep(std::string_view json) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (quoted && c == '\\')
            ++i;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            ++depth;
        else if (!quoted && (c == '}' || c == ']'))
            --depth;
        if (depth > deepest_nest) return true;
    }
    return false;
}

SourceText read_source_text(std::string_view text, std::string_view name) {
    if (text.substr(0, byte_order_mark.size()) == byte_order_mark)
        text.remove_prefix(byte_order_mark.size());
    if (const auto nul = text.find('\0'); nul != std::string_view::npos)
        return refused(place_at(text, nul),
                       "a NUL byte stands here; this is no text file in UTF-8");
    if (const auto bad = first_invalid_utf8(text))
        return refused(place_at(text, *bad),
                       fmt::format("the byte 0x{:02X} is not valid UTF-8; save the file as UTF-8",
                                   static_cast<unsigned char>(text[*bad])));
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return refused({}, "the file is empty");
    constexpr std::string_view ending = ".json";
    if (name.size() >= ending.size() &&
        strncasecmp(name.data() + name.size() - ending.size(), ending.data(), ending.size()) == 0)
        return read_json_source(text);
    if (text[begin] == '{') {
        auto json = read_json_source(text);
        if (!json.json.empty()) return json;
    }
    return read_yaml_source(std::string(text));
}

}  // namespace hexameter::detail
