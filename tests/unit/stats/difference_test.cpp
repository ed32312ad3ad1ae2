#include "stats/difference.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "stats/rank_test.hpp"

namespace hexameter::detail {
namespace {

std::vector<double> sorted(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values;
}

// Log-normal with that median and deviation of logarithms, as times of answers are.
class Times {
  public:
    explicit Times(std::uint64_t seed) : bits_(seed) {}

    std::vector<double> take(std::size_t n, double median, double sigma) {
        std::normal_distribution<double> draw(0, sigma);
        std::vector<double> values(n);
        for (double& value : values) value = median * std::exp(draw(bits_));
        return sorted(values);
    }

  private:
    std::mt19937_64 bits_;
};

RelativeDifference of(const std::vector<double>& a, const std::vector<double>& b,
                      bool times = true) {
    const auto difference = relative_difference(a, b, times);
    EXPECT_TRUE(difference);
    return difference.value_or(RelativeDifference{});
}

TEST(HodgesLehmann, GivesTheIntervalOfTheTextbook) {
    // Hollander and Wolfe 1999, examples 4.1, 4.3 and 4.4 (permeability constants of the
    // chorioamnion): estimate 0.305 for X - Y, and -0.15 to 0.76 with a confidence of 96 %.
    const auto x = sorted({0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46});
    const auto y = sorted({1.15, 0.88, 0.90, 0.74, 1.21});
    const auto shift = hodges_lehmann(x, y);
    ASSERT_TRUE(shift);
    EXPECT_NEAR(shift->estimate, 0.305, 1e-9);
    EXPECT_NEAR(shift->interval.low, -0.15, 1e-9);
    EXPECT_NEAR(shift->interval.high, 0.76, 1e-9);
}

TEST(HodgesLehmann, IsTheMedianOfAllDifferences) {
    Times times(1);
    const auto a = times.take(31, 5, 1);
    const auto b = times.take(24, 4, 1);
    std::vector<double> all;
    for (const double x : a)
        for (const double y : b) all.push_back(x - y);
    std::sort(all.begin(), all.end());
    const auto shift = hodges_lehmann(a, b);
    EXPECT_NEAR(shift->estimate, (all[371] + all[372]) / 2, 1e-9);
    // U may be 0 to C - 1: the C-th smallest and the C-th largest bound the shift.
    const std::size_t c = *rank_test_critical_u(31, 24, 0.05) + 1;
    EXPECT_NEAR(shift->interval.low, all[c - 1], 1e-9);
    EXPECT_NEAR(shift->interval.high, all[all.size() - c], 1e-9);
}

TEST(HodgesLehmann, ExcludesZeroWhereTheRankTestIsSignificant) {
    Times times(2);
    for (int trial = 0; trial < 300; ++trial) {
        const std::size_t n = 5 + static_cast<std::size_t>(trial) % 14;
        const auto a = times.take(n, 100, 0.2);
        const auto b = times.take(n + 1, 120, 0.2);
        const auto shift = hodges_lehmann(a, b);
        const bool excluded = shift->interval.low > 0 || shift->interval.high < 0;
        EXPECT_EQ(excluded, *rank_test_p(a, b) <= 0.05) << n;
    }
}

TEST(HodgesLehmann, IsAbsentWhereTheSampleIsTooSmall) {
    EXPECT_FALSE(hodges_lehmann(std::vector<double>{1, 2, 3}, std::vector<double>{1, 2, 3}));
    EXPECT_FALSE(hodges_lehmann({}, std::vector<double>{1, 2, 3}));
}

TEST(RelativeDifference, OfTimesIsTheirRatio) {
    // Every value of a is 1.05 times one of b, so that the median of ratios is 1.05.
    Times times(3);
    const auto b = times.take(301, 80, 0.3);
    std::vector<double> a = b;
    for (double& value : a) value *= 1.05;
    const auto up = of(a, b);
    EXPECT_EQ(up.by, DifferenceBy::ranks);
    EXPECT_NEAR(up.estimate, 0.05, 1e-9);
    EXPECT_LT(up.interval.low, 0.05);
    EXPECT_GT(up.interval.high, 0.05);
    EXPECT_NEAR(of(b, a).estimate, 1 / 1.05 - 1, 1e-9) << "the other way round";
}

TEST(RelativeDifference, OfTimesIsNotMovedByAnOutlier) {
    Times times(4);
    const auto b = times.take(40, 80, 0.1);
    auto a = times.take(40, 80, 0.1);
    const double before = of(a, b).estimate;
    a.back() = 1e9;
    EXPECT_NEAR(of(a, b).estimate, before, 0.01);
}

TEST(RelativeDifference, CoversTheTruthAsOftenAsItSays) {
    Times times(5);
    for (const std::size_t n : {8U, 30U}) {
        int covered = 0;
        constexpr int trials = 1500;
        for (int trial = 0; trial < trials; ++trial) {
            const auto difference = of(times.take(n, 105, 0.3), times.take(n, 100, 0.3));
            if (difference.interval.low <= 0.05 && 0.05 <= difference.interval.high) ++covered;
        }
        EXPECT_GE(covered, 0.95 * trials - 3 * std::sqrt(0.95 * 0.05 * trials)) << n;
        EXPECT_LE(covered, 0.98 * trials) << n;
    }
}

TEST(RelativeDifference, OfACoarseClockIsThatOfItsTicks) {
    // 30 ns in most of the answers, 40 in 2 % of one run's and in 4 % of the other's.
    std::vector<double> a(5000, 30.0);
    std::vector<double> b(5000, 30.0);
    std::fill_n(a.end() - 100, 100, 40.0);
    std::fill_n(b.end() - 200, 200, 40.0);
    const auto difference = of(a, b);
    EXPECT_LT(*rank_test_p(a, b), 0.001);
    EXPECT_EQ(difference.by, DifferenceBy::ranks);
    EXPECT_NEAR(difference.interval.low, 0, 1e-9);
    EXPECT_NEAR(difference.interval.high, 0, 1e-9);
}

TEST(RelativeDifference, OfLargeSamplesTakesTheRanksOfAllValues) {
    // The interval of n values is a root of n narrower: sigma x sqrt(2 / n) x 1.96 x sqrt(pi / 3).
    Times times(6);
    const auto difference = of(times.take(50'000, 100, 0.3), times.take(50'000, 100, 0.3));
    const double half =
        (std::log1p(difference.interval.high) - std::log1p(difference.interval.low)) / 2;
    EXPECT_NEAR(half, 0.3 * std::sqrt(2.0 / 50'000) * 1.96 * std::sqrt(3.14159265 / 3), 2e-4);
    EXPECT_LT(std::abs(difference.estimate), 0.01);
}

TEST(RelativeDifference, OfScoresIsThatOfTheirMeans) {
    // 15 of 25 against 10 of 25: 0.6 / 0.4. Variances 0.24 / 24 and 0.24 / 24: errors of the ratio
    // 0.01 / 0.16 and 2.25 x 0.01 / 0.16, root 0.450694; t at (0.203125^2) / ((0.0625^2 +
    // 0.140625^2) / 24) = 41.81 degrees of freedom is 2.01838.
    std::vector<double> a(25, 0.0);
    std::vector<double> b(25, 0.0);
    std::fill_n(a.begin() + 10, 15, 1.0);
    std::fill_n(b.begin() + 15, 10, 1.0);
    const auto difference = of(a, b, false);
    EXPECT_EQ(difference.by, DifferenceBy::means);
    EXPECT_EQ(of(a, b).by, DifferenceBy::means) << "0 has no logarithm";
    EXPECT_NEAR(difference.estimate, 0.5, 1e-12);
    EXPECT_NEAR(difference.interval.high - difference.estimate, 0.450694 * 2.01838, 1e-4);
    EXPECT_NEAR(difference.estimate - difference.interval.low, 0.450694 * 2.01838, 1e-4);
}

TEST(PairedDifference, LeavesOutWhatTheSamplesHaveInCommon) {
    // Scores that differ from sample to sample by much, and between the runs by 0.02 of 0.5.
    std::mt19937_64 bits(11);
    std::uniform_real_distribution<double> level(0.1, 0.9);
    std::normal_distribution<double> noise(0, 0.01);
    std::vector<double> a(200);
    std::vector<double> b(200);
    for (std::size_t i = 0; i < a.size(); ++i) {
        b[i] = level(bits);
        a[i] = b[i] + 0.02 + noise(bits);
    }
    const auto paired = paired_difference(a, b);
    ASSERT_TRUE(paired);
    EXPECT_EQ(paired->by, DifferenceBy::pairs);
    EXPECT_NEAR(paired->estimate, 0.04, 0.006);
    EXPECT_GT(paired->interval.low, 0.03);
    EXPECT_LT(paired->interval.high, 0.05);
    const auto apart = of(sorted(a), sorted(b));
    EXPECT_LT(apart.interval.low, 0) << "which hides the difference";
}

TEST(PairedDifference, NeedsAsManyPairsAsLmmsEvalSays) {
    // lmms-eval's formula for an effect of 0.03, scores of deviation 0.5 that correlate by 0.5:
    // 2,181. The differences of pairs then have that deviation too.
    RelativeDifference difference;
    difference.by = DifferenceBy::pairs;
    difference.per_run = 100;
    difference.error = std::sqrt(2 * 0.5 * 0.5 * (1 - 0.5) / 100);
    EXPECT_EQ(difference.needed(0.03, 0.05), 2181);
    // Cohen 1988, table 2.4.1, two-sided 5 %, power 0.80, two samples: 393 for d = 0.2, 64 for 0.5,
    // 26 for 0.8. They are for t, 1 above the normal's.
    difference.error = std::sqrt(2.0 / 100);
    EXPECT_NEAR(difference.needed(0.2, 0.05), 393, 1);
    EXPECT_NEAR(difference.needed(0.5, 0.05), 64, 1);
    EXPECT_NEAR(difference.needed(0.8, 0.05), 26, 1);
}

TEST(PairedDifference, CoversTheTruthAsOftenAsItSays) {
    std::mt19937_64 bits(12);
    std::bernoulli_distribution hard(0.3);
    int covered = 0;
    constexpr int trials = 300;
    for (int trial = 0; trial < trials; ++trial) {
        std::vector<double> a;
        std::vector<double> b;
        for (int i = 0; i < 120; ++i) {
            const double level = hard(bits) ? 0.3 : 0.9;  // mean 0.72
            a.push_back(std::bernoulli_distribution(level)(bits) ? 1 : 0);
            b.push_back(std::bernoulli_distribution(level)(bits) ? 1 : 0);
        }
        const auto difference = paired_difference(a, b);
        if (difference->interval.low <= 0 && 0 <= difference->interval.high) ++covered;
    }
    EXPECT_NEAR(covered, 0.95 * trials, 4 * std::sqrt(0.95 * 0.05 * trials));
}

TEST(PairedDifference, OfManyPairsIsStudents) {
    std::mt19937_64 bits(13);
    std::normal_distribution<double> draw(1, 0.2);
    std::vector<double> a(2001);
    std::vector<double> b(2001);
    for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] = draw(bits);
        b[i] = draw(bits);
    }
    const auto many = paired_difference(a, b);
    EXPECT_NEAR(many->interval.high - many->estimate, 1.961 * many->error, 1e-3 * many->error);
    a.pop_back();
    b.pop_back();
    const auto resampled = paired_difference(a, b);
    EXPECT_NEAR(resampled->interval.high, many->interval.high, 0.1 * many->error);
}

TEST(PairedDifference, IsAbsentWithoutABase) {
    EXPECT_FALSE(paired_difference(std::vector<double>{1}, std::vector<double>{2}));
    EXPECT_FALSE(paired_difference(std::vector<double>{1, 1}, std::vector<double>{0, 0}));
}

TEST(RelativeDifference, IsAbsentWithoutABase) {
    const std::vector<double> some{0, 0, 1, 1};
    const std::vector<double> none{0, 0, 0, 0};
    EXPECT_FALSE(relative_difference(some, none, false));
    EXPECT_FALSE(relative_difference(some, {}, true));
    EXPECT_FALSE(relative_difference(std::vector<double>{1}, std::vector<double>{2}, true));
}

TEST(RelativeDifference, SaysHowManyValuesShowIt) {
    // Normal logarithms, so the rank test needs pi / 3 times the values of the t-test:
    // 2 x (1.959964 + 0.841621)^2 x 0.2^2 / ln(1.05)^2 x pi / 3 = 276.2.
    Times times(7);
    const auto difference = of(times.take(20'000, 100, 0.2), times.take(20'000, 100, 0.2));
    EXPECT_NEAR(difference.needed(0.05, 0.05), 276, 14);
    EXPECT_NEAR(difference.needed(-1 + 1 / 1.05, 0.05), 276, 14);
    EXPECT_GT(difference.needed(0.05, 0.005), 1.6 * difference.needed(0.05, 0.05));
    const double detectable = difference.detectable(0.05);
    EXPECT_NEAR(difference.needed(detectable, 0.05), 20'000, 1);
}

TEST(RelativeDifference, IsShownByAsManyValuesInFourOfFiveRuns) {
    Times times(8);
    int shown = 0;
    constexpr int trials = 500;
    for (int trial = 0; trial < trials; ++trial)
        if (*rank_test_p(times.take(276, 105, 0.2), times.take(276, 100, 0.2)) < 0.05) ++shown;
    EXPECT_NEAR(shown, 0.8 * trials, 3 * std::sqrt(0.8 * 0.2 * trials));
}

}  // namespace
}  // namespace hexameter::detail
