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

RelativeDifference of(const std::vector<double>& a, const std::vector<double>& b) {
    const auto difference = relative_difference(a, b, rank_test(a, b).tied);
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
    EXPECT_TRUE(up.by_ranks);
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
    const auto difference = of(a, b);
    EXPECT_FALSE(difference.by_ranks);
    EXPECT_NEAR(difference.estimate, 0.5, 1e-12);
    EXPECT_NEAR(difference.interval.high - difference.estimate, 0.450694 * 2.01838, 1e-4);
    EXPECT_NEAR(difference.estimate - difference.interval.low, 0.450694 * 2.01838, 1e-4);
}

TEST(RelativeDifference, IsAbsentWithoutABase) {
    const std::vector<double> some{0, 0, 1, 1};
    const std::vector<double> none{0, 0, 0, 0};
    EXPECT_FALSE(relative_difference(some, none, 1));
    EXPECT_FALSE(relative_difference(some, {}, 0));
    EXPECT_FALSE(relative_difference(std::vector<double>{1}, std::vector<double>{2}, 0));
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
