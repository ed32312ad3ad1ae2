// Bytes are read as RFC 3629 says: no overlong form, no surrogate, nothing above U+10FFFF.
#include "report/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace hexameter::detail {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

struct CodePoint {
    char32_t value = 0;
    std::size_t size = 1;
    bool valid = false;
};

unsigned byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

CodePoint code_point_at(std::string_view text, std::size_t at) {
    const unsigned lead = byte_at(text, at);
    if (lead < 0x80) return {static_cast<char32_t>(lead), 1, true};
    std::size_t size = 0;
    if (lead >= 0xC2 && lead <= 0xDF) size = 2;
    if (lead >= 0xE0 && lead <= 0xEF) size = 3;
    if (lead >= 0xF0 && lead <= 0xF4) size = 4;
    if (size == 0) return {};
    char32_t value = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        const unsigned next = byte_at(text, at + i);
        if ((next & 0xC0U) != 0x80) return {};
        value = (value << 6U) | (next & 0x3FU);
    }
    const bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (overlong || surrogate || value > 0x10FFFF) return {};
    return {value, size, true};
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
constexpr std::array steering{Range{0x00, 0x1F}, Range{0x7F, 0x9F}, Range{0x200E, 0x200F},
                              Range{0x202A, 0x202E}, Range{0x2066, 0x2069}};

int width_of(char32_t c) {
    if (in(combining, c)) return 0;
    return in(wide, c) ? 2 : 1;
}

}  // namespace

std::string repair_utf8(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        const CodePoint c = code_point_at(bytes, at);
        text.append(c.valid ? bytes.substr(at, c.size) : replacement);
        at += c.size;
    }
    return text;
}

std::string printable(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        const CodePoint c = code_point_at(bytes, at);
        const bool blank = c.valid && (c.value == '\n' || c.value == '\t' || c.value == '\r');
        if (blank)
            text.push_back(' ');
        else
            text.append(c.valid && !in(steering, c.value) ? bytes.substr(at, c.size) : replacement);
        at += c.size;
    }
    return text;
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
