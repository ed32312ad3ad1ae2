// A hash of text that is the same on every machine, which std::hash does not promise.
#pragma once

#include <cstdint>
#include <string_view>

namespace hexameter::detail {

// FNV-1a, 64 bit (Fowler, Noll and Vo); `salt` moves where it begins.
[[nodiscard]] inline std::uint64_t fnv1a(std::string_view text, std::uint64_t salt = 0) {
    std::uint64_t state = salt ^ 0xCBF29CE484222325u;
    for (const char c : text) state = (state ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    return state;
}

}  // namespace hexameter::detail
