#include "stats/rank_test.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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

// Pairs in which the value of a is greater, ties half.
double u_of(const std::vector<double>& a, const std::vector<double>& b) {
    double u = 0;
    for (const double x : a)
        for (const double y : b) u += x > y ? 1 : x == y ? 0.5 : 0;
    return u;
}

// Share of all ways to deal the pooled values out whose U is at least as far from the middle.
double counted_p(const TwoSamples& samples) {
    std::vector<double> pooled = samples.a;
    pooled.insert(pooled.end(), samples.b.begin(), samples.b.end());
    const double middle = static_cast<double>(samples.a.size() * samples.b.size()) / 2;
    const double distance = std::abs(u_of(samples.a, samples.b) - middle);
    double as_far = 0;
    double all = 0;
    for (unsigned deal = 0; deal < 1U << pooled.size(); ++deal) {
        std::vector<double> a;
        std::vector<double> b;
        for (std::size_t i = 0; i < pooled.size(); ++i)
            ((deal >> i & 1U) == 1U ? a : b).push_back(pooled[i]);
        if (a.size() != samples.a.size()) continue;
        ++all;
        if (std::abs(u_of(a, b) - middle) >= distance) ++as_far;
    }
    return as_far / all;
}

TEST(RankTest, IsExactForEveryOutcomeOfSmallSamples) {
    for (const auto& [n, m] : {std::pair{3, 4}, {4, 4}, {5, 3}, {5, 6}, {6, 6}, {7, 2}})
        for (int u = 0; u <= n * m; ++u) {
            const TwoSamples samples = samples_with_u(n, m, u);
            const auto p = rank_test_p(samples.a, samples.b, 0.5);
            ASSERT_TRUE(p) << n << " and " << m;
            EXPECT_NEAR(*p, counted_p(samples), 1e-12) << n << " and " << m << ", U = " << u;
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

TEST(RankTest, IsExactWithTies) {
    for (const TwoSamples& samples : {TwoSamples{{1, 2, 2, 3}, {2, 3, 4, 5, 5}},
                                      {{1, 1, 1, 0}, {0, 0, 0, 0}},
                                      {{5, 5, 5, 5}, {7, 7, 7, 7}},
                                      {{1, 2, 2, 2, 2, 9}, {2, 2, 2, 3}}})
        EXPECT_NEAR(*rank_test_p(samples.a, samples.b), counted_p(samples), 1e-12);
    // Two groups of equal values, wholly apart: 2 of the 70 choices, as without ties.
    EXPECT_NEAR(*rank_test_p(std::vector<double>(4, 5), std::vector<double>(4, 7)), 2.0 / 70,
                1e-12);
}

TEST(RankTest, CountsATieAsHalfAPair) {
    // Pairs of 20 in which a is greater: 0 for 1; 0.5 for each 2; 1 + 0.5 for 3.
    const std::array a{1.0, 2.0, 2.0, 3.0};
    const std::array b{2.0, 3.0, 4.0, 5.0, 5.0};
    EXPECT_DOUBLE_EQ(probability_greater(a, b), 2.5 / 20);
}

TEST(RankTest, CorrectsTheApproximationForTies) {
    // 5 of 25 are 1 against 15 of 25, the others 0. U of a = 5 x (10 + 7.5) + 20 x 5 = 187.5.
    // Groups of 30 and 20: 26970 + 7980 = 34950; variance = 625 / 12 x (51 - 34950 / 2450)
    // = 1913.265; z = (312.5 - 187.5 - 0.5) / 43.7409 = 2.84631; p = 2 (1 - Phi(z)) = 0.00442295.
    std::vector<double> a(25, 0.0);
    std::vector<double> b(25, 0.0);
    std::fill_n(a.begin(), 5, 1.0);
    std::fill_n(b.begin(), 15, 1.0);
    EXPECT_NEAR(*rank_test_p(a, b), 0.004422952, 1e-7);
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
