#include "stats/rank_test.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>
#include <vector>

namespace hexameter::detail {
namespace {

struct TwoSamples {
    std::vector<double> a;
    std::vector<double> b;
};

// n and m values without ties whose U is u: b is 1..m, each of a lies above as many of b as needed.
TwoSamples samples_with_u(int n, int m, int u) {
    TwoSamples samples;
    for (int i = 1; i <= m; ++i) samples.b.push_back(i);
    for (int i = 0; i < n; ++i) {
        const int above = std::min(u, m);
        u -= above;
        samples.a.push_back(above + 0.5 + 0.001 * i);
    }
    return samples;
}

// Share of all orders of n + m values whose U is at least as far from the middle.
double counted_p(int n, int m, int u) {
    double extreme = 0;
    double all = 0;
    for (unsigned order = 0; order < 1U << static_cast<unsigned>(n + m); ++order) {
        int of_a = 0;
        int of_b = 0;
        int u_here = 0;
        for (int i = 0; i < n + m; ++i) {
            if ((order >> static_cast<unsigned>(i) & 1U) == 1U) {
                ++of_a;
                u_here += of_b;
            } else {
                ++of_b;
            }
        }
        if (of_a != n) continue;
        ++all;
        if (std::min(u_here, n * m - u_here) <= std::min(u, n * m - u)) ++extreme;
    }
    return extreme / all;
}

TEST(RankTest, IsExactForEveryOutcomeOfSmallSamples) {
    for (const auto& [n, m] : {std::pair{3, 4}, {4, 4}, {5, 3}, {5, 6}, {6, 6}, {7, 2}})
        for (int u = 0; u <= n * m; ++u) {
            const TwoSamples samples = samples_with_u(n, m, u);
            const auto p = rank_test_p(samples.a, samples.b, 0.5);
            ASSERT_TRUE(p) << n << " and " << m;
            EXPECT_NEAR(*p, counted_p(n, m, u), 1e-12) << n << " and " << m << ", U = " << u;
        }
}

TEST(RankTest, HasThePublishedCriticalValues) {
    // Two-sided, 5 %: the largest U that is significant (Mann and Whitney's table, as textbooks
    // print it).
    struct Critical {
        int n;
        int m;
        int u;
    };

    for (const Critical& c : {Critical{4, 4, 0},
                              {5, 5, 2},
                              {6, 6, 5},
                              {7, 7, 8},
                              {8, 8, 13},
                              {9, 9, 17},
                              {10, 10, 23},
                              {12, 12, 37},
                              {15, 15, 64},
                              {20, 20, 127},
                              {5, 10, 8},
                              {10, 20, 55}}) {
        const TwoSamples at = samples_with_u(c.n, c.m, c.u);
        const TwoSamples above = samples_with_u(c.n, c.m, c.u + 1);
        EXPECT_LE(*rank_test_p(at.a, at.b), 0.05) << c.n << " and " << c.m;
        EXPECT_GT(*rank_test_p(above.a, above.b), 0.05) << c.n << " and " << c.m;
    }
}

TEST(RankTest, GivesTheValueOfScipysExample) {
    // scipy.stats.mannwhitneyu's documentation: U = 17, p = 1/9.
    const std::array a{19.0, 22.0, 16.0, 29.0, 24.0};
    const std::array b{20.0, 11.0, 17.0, 12.0};
    EXPECT_NEAR(*rank_test_p(a, b), 1.0 / 9, 1e-12);
    EXPECT_DOUBLE_EQ(probability_greater(a, b), 17.0 / 20);
}

TEST(RankTest, ApproximatesWithTiesByMidRanks) {
    // U of a: 0 (1), 0.5 + 0.5 (2, 2), 1.5 (3) = 2.5 of 20 pairs; ties of 3, 2 and 2: 24 + 6 + 6.
    // variance = 20 / 12 * (10 - 36 / 72) = 15.8333, z = (7.5 - 0.5) / 3.97911 = 1.759186,
    // p = 2 * (1 - Phi(1.759186)) = 0.0785459.
    const std::array a{1.0, 2.0, 2.0, 3.0};
    const std::array b{2.0, 3.0, 4.0, 5.0, 5.0};
    EXPECT_NEAR(*rank_test_p(a, b), 0.0785459, 1e-6);
    EXPECT_DOUBLE_EQ(probability_greater(a, b), 2.5 / 20);
}

TEST(RankTest, ApproximatesLargeSamples) {
    // 25 below 25: U = 0, z = (312.5 - 0.5) / sqrt(625 * 51 / 12) = 6.05366; p = 1.4157e-9.
    std::vector<double> a(25);
    std::vector<double> b(25);
    std::iota(a.begin(), a.end(), 0.0);
    std::iota(b.begin(), b.end(), 100.0);
    EXPECT_NEAR(*rank_test_p(a, b) / 1.41566e-9, 1, 1e-5);
    EXPECT_NEAR(*rank_test_p(b, a) / *rank_test_p(a, b), 1, 1e-12);
}

TEST(RankTest, ApproximationMeetsTheExactValueWhereBothHold) {
    // 20 and 20 is exact, 21 and 20 is not; at the same distance from the middle they lie close.
    const TwoSamples exact = samples_with_u(20, 20, 127);
    const TwoSamples approximate = samples_with_u(21, 20, 135);
    EXPECT_NEAR(*rank_test_p(exact.a, exact.b), *rank_test_p(approximate.a, approximate.b), 0.005);
}

TEST(RankTest, OfEqualValuesShowsNothing) {
    const std::vector<double> same(10, 4.0);
    EXPECT_EQ(rank_test_p(same, same), 1.0);
    EXPECT_EQ(probability_greater(same, same), 0.5);
}

TEST(RankTest, IsAbsentWhenNoOutcomeCouldReachAlpha) {
    // 3 and 3: 2 of 20 orders, 0.1. 4 and 4: 2 of 70. 3 and 5: 2 of 56, 0.036. 2 and 7: 2 of 36.
    const auto absent = [](std::size_t n, std::size_t m) {
        return !rank_test_p(std::vector<double>(n, 1), std::vector<double>(m, 2));
    };
    EXPECT_TRUE(absent(3, 3));
    EXPECT_FALSE(absent(4, 4));
    EXPECT_FALSE(absent(3, 5));
    EXPECT_TRUE(absent(2, 7));
    EXPECT_FALSE(absent(2, 8));
    EXPECT_TRUE(absent(1, 38));
    EXPECT_FALSE(absent(1, 39));
    EXPECT_TRUE(absent(0, 100));
    EXPECT_EQ(rank_test_samples_needed(0.05), 4U);
    EXPECT_EQ(rank_test_samples_needed(0.01), 5U);  // 2 of 252
    EXPECT_EQ(rank_test_samples_needed(0.1), 3U);
}

}  // namespace
}  // namespace hexameter::detail
