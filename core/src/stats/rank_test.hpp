// Are two samples from the same distribution?
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace hexameter::detail {

struct RankTest {
    std::optional<double> p;  // as rank_test_p
    double greater = 0.5;     // as probability_greater
};

// Both figures of values that are sorted already: linear time for samples of more than 20.
[[nodiscard]] RankTest rank_test(std::span<const double> sorted_a, std::span<const double> sorted_b,
                                 double alpha = 0.05);

// Two-sided p-value of the Mann-Whitney U test (Mann and Whitney 1947): exact by counting, ties as
// mid-ranks, when both samples have at most 20 values, else the normal approximation with tie and
// continuity correction. Absent when even the most extreme outcome without ties could not reach
// `alpha`. Values are finite.
[[nodiscard]] std::optional<double> rank_test_p(std::span<const double> a,
                                                std::span<const double> b, double alpha = 0.05);

// Share of the pairs (one value of each) in which a's value is the greater one; ties count half
// (Vargha and Delaney 2000). Above 0.5: a tends to be higher. 0.5 when one is empty.
[[nodiscard]] double probability_greater(std::span<const double> a, std::span<const double> b);

// Words for that share: negligible below 0.56 (above 0.44), small below 0.64, medium below 0.71,
// else large (the limits of Vargha and Delaney 2000).
[[nodiscard]] std::string_view effect_word(double greater);

// p of the most extreme outcome without ties: 2 of all C(n + m, n) orders.
[[nodiscard]] double rank_test_least_p(std::size_t n, std::size_t m);

// The greatest U of samples without ties that is still significant: exact to 20 values a side, else
// by the normal approximation. Absent where no U is.
[[nodiscard]] std::optional<std::uint64_t> rank_test_critical_u(std::size_t n, std::size_t m,
                                                                double alpha);

// Smallest n at which two samples of n each can reach `alpha` at all: 4 for 0.05.
[[nodiscard]] std::uint64_t rank_test_samples_needed(double alpha = 0.05);

}  // namespace hexameter::detail
