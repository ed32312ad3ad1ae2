// Random draws that a seed repeats on every machine.
#pragma once

#include <cstdint>
#include <random>

namespace hexameter::detail {

class Draw {
  public:
    explicit Draw(std::uint64_t seed) : bits_(seed) {}

    // 0 to n - 1, n below 2^32: each but for 2^-32 equally likely.
    std::size_t below(std::size_t n) {
        return static_cast<std::size_t>(((bits_() >> 32U) * n) >> 32U);
    }

    bool coin() { return (bits_() & 1U) == 1U; }

  private:
    std::mt19937_64 bits_;
};

}  // namespace hexameter::detail
