// Are two samples from the same distribution?
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace hexameter::detail {

// Two-sided p-value of the Mann-Whitney U test (Mann and Whitney 1947): exact by counting, ties as
// mid-ranks, when both samples have at most 20 values, else the normal approximation with tie and
// continuity correction. Absent when even the most extreme outcome without ties could not reach
// `alpha`. Values are finite.
[[nodiscard]] std::optional<double> rank_test_p(std::span<const double> a,
                                                std::span<const double> b, double alpha = 0.05);

// Share of the pairs (one value of each) in which a's value is the greater one; ties count half
// (Vargha and Delaney 2000). Above 0.5: a tends to be higher. 0.5 when one is empty.
[[nodiscard]] double probability_greater(std::span<const double> a, std::span<const double> b);

// Smallest n at which two samples of n each can reach `alpha` at all: 4 for 0.05.
[[nodiscard]] std::uint64_t rank_test_samples_needed(double alpha = 0.05);

}  // namespace hexameter::detail
