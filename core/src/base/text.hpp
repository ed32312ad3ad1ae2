// Small things about text.
#pragma once

#include <string_view>

namespace hexameter::detail {

inline constexpr std::string_view blanks = " \t\r\n";

// Without the blanks at its ends.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

}  // namespace hexameter::detail
