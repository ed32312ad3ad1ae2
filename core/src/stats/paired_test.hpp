// Two runs over the same samples, sample by sample.
#pragma once

#include <cstdint>
#include <span>

namespace hexameter::detail {

struct PairedTest {
    double p = 1;
    bool exact = false;  // every way to flip signs was counted; else `flips` of them were drawn
};

// Two-sided p-value of the mean of paired differences (one per sample: mean of A - mean of B) under
// random signs (Fisher 1935, section 21). Exact up to 16 differences that are not 0; above that
// (c + 1) / (flips + 1) over seeded draws, of which c are as far out as what was seen (Noreen 1989,
// as sacrebleu has it).
[[nodiscard]] PairedTest paired_test(std::span<const double> differences,
                                     std::uint64_t seed = 12345, std::uint32_t flips = 10'000);

}  // namespace hexameter::detail
