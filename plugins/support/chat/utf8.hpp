// Text of any bytes as text that JSON can hold.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hexameter::plugin_chat {

// The text with U+FFFD for each ill-formed sequence (the longest that could have begun a
// character). Source: Unicode 15, section 3.9, table 3-7 and "U+FFFD substitution of maximal
// subparts".
[[nodiscard]] std::string valid_utf8(std::string_view text);

// Not longer than that many characters; what is cut off is marked by "...". Well-formed text only.
[[nodiscard]] std::string shortened(std::string text, std::size_t limit_characters);

}  // namespace hexameter::plugin_chat
