#include "report/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/utf8.hpp"

namespace hexameter::detail {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

struct CodePoint {
    char32_t value = 0;
    std::size_t size = 1;
};

// Of valid UTF-8.
CodePoint code_point_at(std::string_view text, std::size_t at) {
    const unsigned lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) return {static_cast<char32_t>(lead), 1};
    const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t value = lead & (0xFFU >> (size + 1));
    for (const char next : text.substr(at + 1, size - 1))
        value = (value << 6U) | (static_cast<unsigned char>(next) & 0x3FU);
    return {value, size};
}

struct Range {
    char32_t first;
    char32_t last;
};

template <std::size_t N>
bool in(const std::array<Range, N>& ranges, char32_t c) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [c](const Range& r) { return c >= r.first && c <= r.last; });
}

// The blocks that matter here, by Unicode's EastAsianWidth.txt (W and F) and general category Mn.
constexpr std::array wide{
    Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},
    Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F},
    Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};
constexpr std::array combining{Range{0x0300, 0x036F}, Range{0x200B, 0x200D}, Range{0x20D0, 0x20FF},
                               Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}};
constexpr std::array steering{Range{0x00, 0x1F},     Range{0x7F, 0x9F},     Range{0x061C, 0x061C},
                              Range{0x200E, 0x200F}, Range{0x202A, 0x202E}, Range{0x2066, 0x2069}};

int width_of(char32_t c) {
    if (in(combining, c)) return 0;
    return in(wide, c) ? 2 : 1;
}

// Valid UTF-8 with the answer of `instead(code point, place)` for each character that steers.
template <class Instead>
std::string steered(std::string_view valid, Instead instead) {
    std::string text;
    text.reserve(valid.size());
    std::size_t kept = 0;  // text stands for what is before it
    for (std::size_t at = 0; at < valid.size();) {
        const CodePoint c = code_point_at(valid, at);
        if (in(steering, c.value)) {
            text.append(valid, kept, at - kept).append(instead(c.value, at));
            kept = at + c.size;
        }
        at += c.size;
    }
    return text.append(valid, kept);
}

}  // namespace

std::string printable(std::string_view bytes) {
    return steered(to_valid_utf8(bytes), [](char32_t c, std::size_t) {
        return c == '\n' || c == '\t' || c == '\r' ? std::string_view(" ") : replacement;
    });
}

std::string harmless(std::string_view bytes) {
    const std::string valid = to_valid_utf8(bytes);
    return steered(valid, [&valid](char32_t c, std::size_t at) {
        const bool breaks = c == '\n' || (c == '\r' && valid.compare(at, 2, "\r\n") == 0);
        return breaks || c == '\t' ? std::string_view(valid).substr(at, 1) : replacement;
    });
}

std::string escaped_for_json(std::string_view json) {
    return steered(json, [json](char32_t c, std::size_t at) {
        return c < 0x20 ? std::string(json.substr(at, 1))
                        : fmt::format("\\u{:04X}", static_cast<std::uint32_t>(c));
    });
}

int display_width(std::string_view text) {
    int width = 0;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint c = code_point_at(text, at);
        width += width_of(c.value);
        at += c.size;
    }
    return width;
}

std::string fit(std::string_view text, int columns) {
    if (display_width(text) <= columns) return std::string(text);
    if (columns < 1) return {};
    int width = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const CodePoint c = code_point_at(text, at);
        if (width + width_of(c.value) > columns - 1) break;
        width += width_of(c.value);
        at += c.size;
    }
    return std::string(text.substr(0, at)).append(ellipsis);
}

}  // namespace hexameter::detail
