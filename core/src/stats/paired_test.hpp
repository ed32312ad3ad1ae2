// Two runs over the same samples, sample by sample.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hexameter::detail {

struct PairedTest {
    enum class By { counting, drawing, students_t };
    double p = 1;
    By by = By::counting;
};

// Two-sided p-value of the mean of paired differences (one per sample: mean of A - mean of B) under
// random signs (Fisher 1935, section 21). Every way to flip them is counted up to 16 differences
// that are not 0 (of values that are 0 or 1 this is McNemar's exact test); up to 2,000 it is
// (c + 1) / (flips + 1) over seeded draws, of which c are as far out as what was seen (Noreen 1989,
// as sacrebleu has it); above that it is the paired t-test, which comes to the same there.
[[nodiscard]] PairedTest paired_test(std::span<const double> differences,
                                     std::uint64_t seed = 12345, std::uint32_t flips = 10'000);

// p of the most extreme outcome of so many pairs that differ: 2 of all 2^n ways.
[[nodiscard]] double paired_test_least_p(std::size_t n);

// Smallest number of pairs that can reach `alpha` at all: 6 for 0.05.
[[nodiscard]] std::uint64_t paired_test_pairs_needed(double alpha = 0.05);

}  // namespace hexameter::detail
