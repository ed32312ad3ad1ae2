// UTF-8 as RFC 3629 has it: no surrogates, no overlong forms, nothing above U+10FFFF.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hexameter::detail {

// Byte offset of the first byte that belongs to no valid sequence.
[[nodiscard]] std::optional<std::size_t> first_invalid_utf8(std::string_view text);

// The text with each byte of an invalid sequence replaced by U+FFFD.
[[nodiscard]] std::string to_valid_utf8(std::string_view text);

}  // namespace hexameter::detail
