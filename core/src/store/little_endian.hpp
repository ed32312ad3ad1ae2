// Fixed-width integers as they lie in our files.
#pragma once

#include <cstdint>
#include <string_view>

namespace hexameter::detail {

inline void store_u32(char* to, std::uint32_t value) {
    for (unsigned i = 0; i < 4; ++i) to[i] = static_cast<char>((value >> (8 * i)) & 0xffU);
}

[[nodiscard]] inline std::uint32_t load_u32(std::string_view from) {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < 4; ++i)
        value |= static_cast<std::uint32_t>(static_cast<unsigned char>(from[i])) << (8 * i);
    return value;
}

}  // namespace hexameter::detail
