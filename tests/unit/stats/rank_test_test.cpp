#include "stats/rank_test.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

namespace hexameter::detail {
namespace {

struct TwoSamples {
    std::vector<double> a;
    std::vector<double> b;
};

std::vector<double> sorted(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values;
}

double p_of(const std::vector<double>& a, const std::vector<double>& b) {
    const auto p = rank_test(sorted(a), sorted(b)).p;
    EXPECT_TRUE(p);
    return p.value_or(-1);
}

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
            const auto p = rank_test(sorted(samples.a), sorted(samples.b), 0.5).p;
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
        EXPECT_LE(p_of(at.a, at.b), 0.05) << c.n << " and " << c.m;
        EXPECT_GT(p_of(above.a, above.b), 0.05) << c.n << " and " << c.m;
    }
}

TEST(RankTest, GivesTheValueOfScipysExample) {
    // scipy.stats.mannwhitneyu's documentation: U = 17, p = 1/9.
    const std::vector<double> a{19.0, 22.0, 16.0, 29.0, 24.0};
    const std::vector<double> b{20.0, 11.0, 17.0, 12.0};
    EXPECT_NEAR(p_of(a, b), 1.0 / 9, 1e-12);
    EXPECT_DOUBLE_EQ(rank_test(sorted(a), sorted(b)).greater, 17.0 / 20);
}

TEST(RankTest, IsExactWithTies) {
    for (const TwoSamples& samples : {TwoSamples{{1, 2, 2, 3}, {2, 3, 4, 5, 5}},
                                      {{1, 1, 1, 0}, {0, 0, 0, 0}},
                                      {{5, 5, 5, 5}, {7, 7, 7, 7}},
                                      {{1, 2, 2, 2, 2, 9}, {2, 2, 2, 3}}})
        EXPECT_NEAR(p_of(samples.a, samples.b), counted_p(samples), 1e-12);
    // Two groups of equal values, wholly apart: 2 of the 70 choices, as without ties.
    EXPECT_NEAR(p_of(std::vector<double>(4, 5), std::vector<double>(4, 7)), 2.0 / 70, 1e-12);
}

TEST(RankTest, CountsATieAsHalfAPair) {
    // Pairs of 20 in which a is greater: 0 for 1; 0.5 for each 2; 1 + 0.5 for 3.
    const std::vector<double> a{1.0, 2.0, 2.0, 3.0};
    const std::vector<double> b{2.0, 3.0, 4.0, 5.0, 5.0};
    EXPECT_DOUBLE_EQ(rank_test(sorted(a), sorted(b)).greater, 2.5 / 20);
}

std::vector<double> counts(std::size_t zeros, std::size_t ones, std::size_t twos) {
    std::vector<double> values(zeros, 0.0);
    values.insert(values.end(), ones, 1.0);
    values.insert(values.end(), twos, 2.0);
    return values;
}

TEST(RankTest, CorrectsTheApproximationForTies) {
    // U of a = 80 x 20 + 16 x (40 + 28) + 4 x (40 + 56 + 2) = 3080. Groups of 120, 72 and 8: sum of
    // t^3 - t 2,101,560; variance = 10000 / 12 x (201 - 2101560 / 39800) = 123497.5;
    // z = (5000 - 3080 - 0.5) / 351.422 = 5.46209.
    EXPECT_NEAR(p_of(counts(80, 16, 4), counts(40, 56, 4)) / 4.70555e-08, 1, 1e-4);
}

TEST(RankTest, ApproximatesLargeSamples) {
    // 25 below 25: U = 0, z = (312.5 - 0.5) / sqrt(625 * 51 / 12) = 6.05366; p = 1.4157e-9.
    std::vector<double> a(25);
    std::vector<double> b(25);
    std::iota(a.begin(), a.end(), 0.0);
    std::iota(b.begin(), b.end(), 100.0);
    EXPECT_NEAR(p_of(a, b) / 1.41566e-9, 1, 1e-5);
    EXPECT_NEAR(p_of(b, a) / p_of(a, b), 1, 1e-12);
}

TEST(RankTest, ApproximationMeetsTheExactValueWhereBothHold) {
    // 20 and 20 is exact, 21 and 20 is not; at the same distance from the middle they lie close.
    const TwoSamples exact = samples_with_u(20, 20, 127);
    const TwoSamples approximate = samples_with_u(21, 20, 135);
    EXPECT_NEAR(p_of(exact.a, exact.b), p_of(approximate.a, approximate.b), 0.005);
}

TEST(RankTest, OfTwoValuesIsFishersExactTest) {
    // One failure of few against none of many: the chance that it falls on the few, times 1, as no
    // other table is as unlikely.
    struct Failures {
        std::size_t of_a;
        std::size_t of_b;
    };

    for (const auto& [of_a, of_b] : {Failures{10, 200}, {5, 100}, {1, 40}, {2, 21}}) {
        const auto test = rank_test(counts(of_a - 1, 1, 0), counts(of_b, 0, 0));
        EXPECT_NEAR(*test.p, static_cast<double>(of_a) / static_cast<double>(of_a + of_b), 1e-12);
        EXPECT_EQ(test.by, RankTest::By::shares);
    }
    EXPECT_EQ(rank_test(counts(5, 4, 3), counts(9, 3, 1)).by, RankTest::By::ranks);
}

TEST(RankTest, IsExactWhereOneSampleIsSmall) {
    // 3 above 97: 2 of C(100, 3) = 161,700 choices. One of 40 that is the third greatest: 6 of 41.
    std::vector<double> many(97);
    std::iota(many.begin(), many.end(), 0.0);
    EXPECT_NEAR(p_of({100, 101, 102}, many), 2 / 161'700.0, 1e-15);
    EXPECT_NEAR(p_of(many, {100, 101, 102}), 2 / 161'700.0, 1e-15);
    many.resize(40);
    EXPECT_NEAR(p_of({37.5}, many), 6.0 / 41, 1e-12);
}

TEST(RankTest, DrawsWhereMostValuesAreTied) {
    // 5 of 1,000 values are not 0, all in a: 2 of 2^5 ways but for C(500, 5) / C(1000, 5) =
    // 0.030939 of choices without return.
    std::vector<double> a(500, 0.0);
    const std::vector<double> b(500, 0.0);
    for (std::size_t i = 0; i < 5; ++i) a[i] = static_cast<double>(i + 1);
    EXPECT_NEAR(p_of(a, b), 2 * 0.030939, 0.01);
    EXPECT_EQ(p_of(a, b), p_of(a, b)) << "the seed repeats it";
    // 10 of 5,010 are a's, as is the one that is not 0 or 1: 10 of 5,010 and a little more for
    // what the ones add.
    std::vector<double> few(10, 0.0);
    std::vector<double> rest(5000, 0.0);
    few.back() = 9;
    rest.back() = 1;
    EXPECT_NEAR(p_of(few, rest), 20.0 / 5010, 0.003);
}

TEST(RankTest, CallsAlikeOnesDifferentAsRarelyAsItSays) {
    // Rare values, few against many: the two-sided test at 0.005 must not be right more often.
    std::mt19937_64 bits(17);
    std::discrete_distribution<int> rare{99, 0.6, 0.4};
    int below = 0;
    constexpr int trials = 400;
    for (int trial = 0; trial < trials; ++trial) {
        std::vector<double> few(10);
        std::vector<double> many(200);
        for (double& value : few) value = rare(bits);
        for (double& value : many) value = rare(bits);
        if (p_of(few, many) < 0.005) ++below;
    }
    EXPECT_LE(below, 0.005 * trials + 3 * std::sqrt(0.005 * trials));
}

TEST(RankTest, OfEqualValuesShowsNothing) {
    const std::vector<double> same(10, 4.0);
    EXPECT_EQ(p_of(same, same), 1.0);
    EXPECT_EQ(rank_test(same, same).greater, 0.5);
}

TEST(RankTest, IsAbsentWhenNoOutcomeCouldReachAlpha) {
    // 3 and 3: 2 of 20 orders, 0.1. 4 and 4: 2 of 70. 3 and 5: 2 of 56, 0.036. 2 and 7: 2 of 36.
    const auto absent = [](std::size_t n, std::size_t m) {
        return !rank_test(std::vector<double>(n, 1), std::vector<double>(m, 2)).p;
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
