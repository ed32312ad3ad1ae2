// Random numbers that are the same on every machine: an own generator and inverse-CDF sampling, as
// the algorithms behind std:: distributions are left to each library.
#pragma once

#include <cstdint>
#include <string_view>

namespace hexameter::simulator {

// splitmix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

    // Strictly between 0 and 1, of 2^52 equally likely values.
    double uniform() { return (static_cast<double>(next() >> 12) + 0.5) * 0x1p-52; }

    // 0 <= value < bound; bound > 0.
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
    }

    // Log-normal by its median and the sigma of its logarithm; sigma 0 gives the median itself.
    double log_normal(double median, double sigma);

  private:
    std::uint64_t state_;
};

// The seed of an independent stream: `seed` mixed with a number or a text.
[[nodiscard]] std::uint64_t mix_seed(std::uint64_t seed, std::uint64_t salt);
[[nodiscard]] std::uint64_t mix_seed(std::uint64_t seed, std::string_view salt);

// Inverse of the standard normal distribution function, 0 < p < 1, relative error about 1e-7.
// Source: Wichura, algorithm AS 241 (PPND7), Applied Statistics 37(3), 1988.
[[nodiscard]] double inverse_normal(double p);

}  // namespace hexameter::simulator
