#include "base/utf8.hpp"

#include <cstdint>

namespace hexameter::detail {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

std::uint8_t byte_at(std::string_view text, std::size_t i) {
    return static_cast<std::uint8_t>(text[i]);
}

bool continues(std::string_view text, std::size_t i) {
    return i < text.size() && (byte_at(text, i) & 0xC0) == 0x80;
}

// Bytes of the valid sequence at `i`; 0 when there is none.
std::size_t sequence_size(std::string_view text, std::size_t i) {
    const auto lead = byte_at(text, i);
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4 || !continues(text, i + 1)) return 0;
    if (lead < 0xE0) return 2;
    const auto second = byte_at(text, i + 1);
    if (lead < 0xF0) {
        const bool overlong = lead == 0xE0 && second < 0xA0;
        const bool surrogate = lead == 0xED && second >= 0xA0;
        return !overlong && !surrogate && continues(text, i + 2) ? 3 : 0;
    }
    const bool overlong = lead == 0xF0 && second < 0x90;
    const bool too_large = lead == 0xF4 && second >= 0x90;
    return !overlong && !too_large && continues(text, i + 2) && continues(text, i + 3) ? 4 : 0;
}

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto size = sequence_size(text, i);
        if (size == 0) return i;
        i += size;
    }
    return std::nullopt;
}

std::string to_valid_utf8(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    while (const auto bad = first_invalid_utf8(text)) {
        valid.append(text.substr(0, *bad)).append(replacement);
        text.remove_prefix(*bad + 1);
    }
    return valid.append(text);
}

}  // namespace hexameter::detail
