// The generator behind every random choice of the engine.
#pragma once

#include <cstdint>

namespace hexameter::detail {

inline constexpr std::uint64_t splitmix64_step = 0x9E3779B97F4A7C15U;

// One step of splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
// 2014): moves the state and gives the next number.
[[nodiscard]] inline std::uint64_t splitmix64(std::uint64_t& state) {
    state += splitmix64_step;
    std::uint64_t z = state;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
}

}  // namespace hexameter::detail
