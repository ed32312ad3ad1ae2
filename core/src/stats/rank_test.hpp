// Are two samples from the same distribution?
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace hexameter::detail {

struct RankTest {
    enum class By { ranks, shares };

    // Absent where even the most extreme outcome without ties could not reach alpha.
    std::optional<double> p;
    By by = By::ranks;
    // Share of the pairs (one value of each) in which a's value is the greater one; ties count half
    // (Vargha and Delaney 2000). Above 0.5: a tends to be higher. 0.5 where a sample is empty.
    double greater = 0.5;
};

// Of sorted, finite values, two-sided. Where they have two different values, as hits and misses,
// Fisher's exact test of their shares; else the Mann-Whitney U test (Mann and Whitney 1947), ties
// as mid-ranks: exact by counting while the smaller sample's size times that of both is at most
// 1,000; by 10,000 seeded draws, (c + 1) / (draws + 1), where one sample is small or most values
// are tied, so that the approximation does not hold; else by the normal approximation with tie and
// continuity correction. That takes linear time.
[[nodiscard]] RankTest rank_test(std::span<const double> sorted_a, std::span<const double> sorted_b,
                                 double alpha = 0.05);

// Words for `greater`: negligible below 0.56 (above 0.44), small below 0.64, medium below 0.71,
// else large (the limits of Vargha and Delaney 2000).
[[nodiscard]] std::string_view effect_word(double greater);

// p of the most extreme outcome without ties: 2 of all C(n + m, n) orders.
[[nodiscard]] double rank_test_least_p(std::size_t n, std::size_t m);

// The greatest U of samples without ties that is still significant: exact where the test counts,
// else by the normal approximation. Absent where no U is.
[[nodiscard]] std::optional<std::uint64_t> rank_test_critical_u(std::size_t n, std::size_t m,
                                                                double alpha);

// Smallest n at which two samples of n each can reach `alpha` at all: 4 for 0.05.
[[nodiscard]] std::uint64_t rank_test_samples_needed(double alpha = 0.05);

}  // namespace hexameter::detail
