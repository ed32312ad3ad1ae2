// The end of a bundle: a frame that zstd passes over, with the SHA-256 of all bytes before it. It
// tells a change of any byte, also of those that neither zstd nor tar looks at.
//
//   50 2A 4D 18 | 40 00 00 00 | 64 lower-case hexadecimal digits
#pragma once

#include <cstdint>
#include <string_view>

namespace hexameter::detail {

inline constexpr std::string_view seal_head{"\x50\x2A\x4D\x18\x40\0\0\0", 8};
inline constexpr std::uint64_t seal_bytes = seal_head.size() + 64;

}  // namespace hexameter::detail
