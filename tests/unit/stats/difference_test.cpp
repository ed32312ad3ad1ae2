#include "stats/difference.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
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

double p_of(const std::vector<double>& a, const std::vector<double>& b) {
    return *rank_test(a, b).p;
}

std::vector<double> exponentials(std::vector<double> values) {
    for (double& value : values) value = std::exp(value);
    return sorted(values);
}

TEST(RelativeDifference, OfTimesHasTheIntervalOfTheTextbook) {
    // Hollander and Wolfe 1999, examples 4.1, 4.3 and 4.4 (permeability constants of the
    // chorioamnion): estimate 0.305 for X - Y; its interval of 95 % leaves out the least 8 and the
    // greatest 8 of the 50 differences (table of the rank test: 8 for 5 and 10).
    const std::vector<double> x{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
    const std::vector<double> y{1.15, 0.88, 0.90, 0.74, 1.21};
    std::vector<double> all;
    for (const double of_x : x)
        for (const double of_y : y) all.push_back(of_x - of_y);
    std::sort(all.begin(), all.end());
    const auto difference = of(exponentials(x), exponentials(y));
    EXPECT_NEAR(std::log1p(difference.estimate), 0.305, 1e-9);
    EXPECT_NEAR(std::log1p(difference.interval.low), all[8], 1e-9);
    EXPECT_NEAR(std::log1p(difference.interval.high), all[41], 1e-9);
}

TEST(RelativeDifference, OfTimesIsTheMedianOfAllRatios) {
    Times times(1);
    const auto a = times.take(31, 5, 1);
    const auto b = times.take(24, 4, 1);
    std::vector<double> all;
    for (const double x : a)
        for (const double y : b) all.push_back(std::log(x / y));
    std::sort(all.begin(), all.end());
    const auto difference = of(a, b);
    EXPECT_NEAR(std::log1p(difference.estimate), (all[371] + all[372]) / 2, 1e-9);
    // U may be 0 to C - 1: the C-th smallest and the C-th largest bound the shift.
    const std::size_t c = *rank_test_critical_u(31, 24, 0.05) + 1;
    EXPECT_NEAR(std::log1p(difference.interval.low), all[c - 1], 1e-9);
    EXPECT_NEAR(std::log1p(difference.interval.high), all[all.size() - c], 1e-9);
}

TEST(RelativeDifference, ExcludesZeroWhereTheRankTestIsSignificant) {
    Times times(2);
    for (int trial = 0; trial < 300; ++trial) {
        const std::size_t n = 5 + static_cast<std::size_t>(trial) % 14;
        const auto a = times.take(n, 100, 0.2);
        const auto b = times.take(n + 1, 120, 0.2);
        const auto difference = of(a, b);
        const bool excluded = difference.interval.low > 0 || difference.interval.high < 0;
        EXPECT_EQ(excluded, p_of(a, b) <= 0.05) << n;
    }
}

TEST(RelativeDifference, OfTimesIsAbsentWhereTheSampleIsTooSmall) {
    EXPECT_FALSE(
        relative_difference(std::vector<double>{1, 2, 3}, std::vector<double>{1, 2, 3}, true));
    EXPECT_FALSE(relative_difference({}, std::vector<double>{1, 2, 3}, true));
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

TEST(RelativeDifference, OfACoarseClockIsThatOfMeans) {
    // 30 ns in most of the answers, 40 in 2 % of one run's and in 4 % of the other's: half of all
    // ratios and more are 1, so that ranks have no spread. 30.2 / 30.4.
    std::vector<double> a(5000, 30.0);
    std::vector<double> b(5000, 30.0);
    std::fill_n(a.end() - 100, 100, 40.0);
    std::fill_n(b.end() - 200, 200, 40.0);
    const auto difference = of(a, b);
    EXPECT_LT(p_of(a, b), 0.001);
    EXPECT_EQ(difference.by, DifferenceBy::means);
    EXPECT_NEAR(difference.estimate, 30.2 / 30.4 - 1, 1e-12);
    EXPECT_GT(difference.interval.low, -0.01);
    EXPECT_LT(difference.interval.high, 0);
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

TEST(RelativeDifference, OfCountsIsThatOfTheirMeans) {
    // 15 of 25 are 2 against 10 of 25, the others 0: 1.2 / 0.8. Variances 0.96 / 24: errors of the
    // ratio 0.04 / 0.64 and 2.25 x 0.04 / 0.64, root 0.450694. Fieller's bounds are the roots r of
    // (1.2 - 0.8 r)^2 = t^2 (0.04 + 0.04 r^2), t at 48 degrees of freedom 2.01063.
    std::vector<double> a(25, 0.0);
    std::vector<double> b(25, 0.0);
    std::fill_n(a.begin() + 10, 15, 2.0);
    std::fill_n(b.begin() + 15, 10, 2.0);
    const auto difference = of(a, b, false);
    EXPECT_EQ(difference.by, DifferenceBy::means);
    EXPECT_EQ(of(a, b).by, DifferenceBy::means) << "0 has no logarithm";
    EXPECT_NEAR(difference.estimate, 0.5, 1e-12);
    EXPECT_NEAR(difference.error, 0.450694, 1e-6);
    for (const double bound : {difference.interval.low, difference.interval.high}) {
        const double off = 1.2 - 0.8 * (1 + bound);
        const double error2 = 0.04 * (1 + (1 + bound) * (1 + bound));
        EXPECT_NEAR(std::abs(off) / std::sqrt(error2), 2.01063, 1e-4);
    }
    EXPECT_LT(difference.interval.low, 0.5);
    EXPECT_GT(difference.interval.high, 0.5);
}

TEST(RelativeDifference, OfCountsExcludesZeroWhereWelchsTestShowsOne) {
    // 1 .. 5 against 6 .. 10: t = 5 at 8 degrees of freedom, shown whichever is the base.
    const std::vector<double> low{1, 2, 3, 4, 5};
    const std::vector<double> high{6, 7, 8, 9, 10};
    EXPECT_LT(of(low, high, false).interval.high, 0);
    EXPECT_GT(of(high, low, false).interval.low, 0);
    // Of unequal spread, near the border: p = 0.0483 by scipy 1.17.1, ttest_ind(equal_var=False).
    const std::vector<double> even{16, 19, 19, 20, 21, 21, 22, 27};
    const std::vector<double> spread{5, 11, 15, 16, 18, 19, 22};
    EXPECT_GT(of(even, spread, false).interval.low, 0);
    EXPECT_LT(of(even, spread, false).interval.low, 0.02);
    // A base whose mean may be 0 bounds no ratio.
    EXPECT_FALSE(relative_difference(high, std::vector<double>{-1, 0, 0, 1, 2}, false));
}

// So many of n are 1, the others 0.
std::vector<double> shares(std::size_t ones, std::size_t n) {
    std::vector<double> values(n, 0.0);
    std::fill_n(values.end() - static_cast<std::ptrdiff_t>(ones), ones, 1.0);
    return values;
}

TEST(RelativeDifference, OfSharesHasTheErrorOfThePooledShare) {
    // 3 of 40 against 5 of 60: pooled 0.08; 0.08 x 0.92 x (1 / 40 + 1 / 60) over (5 / 60)^2.
    const auto difference = of(shares(3, 40), shares(5, 60), false);
    EXPECT_EQ(difference.by, DifferenceBy::shares);
    EXPECT_NEAR(difference.estimate, 3.0 / 40 / (5.0 / 60) - 1, 1e-12);
    EXPECT_NEAR(difference.error, std::sqrt(0.08 * 0.92 * (1.0 / 40 + 1.0 / 60)) * 12, 1e-12);
    // The other way round each bound is one over the other.
    const auto back = of(shares(5, 60), shares(3, 40), false);
    EXPECT_NEAR((1 + difference.interval.low) * (1 + back.interval.high), 1, 1e-12);
    EXPECT_NEAR((1 + difference.interval.high) * (1 + back.interval.low), 1, 1e-12);
}

TEST(RelativeDifference, OfSharesIsNotSureBecauseNoneWasSeen) {
    // 0 of 10 against 1 of 10: the true share of A may be Wilson's 0.2775, that of B 0.0179 to
    // 0.4042, so that A may have many times B's: u / sqrt(l (2 p - l)) = 4.8640.
    const auto difference = of(shares(0, 10), shares(1, 10), false);
    EXPECT_EQ(difference.estimate, -1);
    EXPECT_EQ(difference.interval.low, -1);
    EXPECT_NEAR(difference.interval.high, 3.8640, 1e-4);
    EXPECT_NEAR(difference.error, std::sqrt(0.05 * 0.95 * 0.2) / 0.1, 1e-12);
    EXPECT_GT(difference.detectable(0.05), 1);
    EXPECT_FALSE(relative_difference(shares(1, 10), shares(0, 10), false)) << "no base";
    EXPECT_FALSE(relative_difference(shares(10, 10), shares(10, 10), false)) << "nothing varies";
}

TEST(RelativeDifference, OfSharesCoversTheTruthAsOftenAsItSays) {
    // The chance of every outcome is known, so that nothing is drawn.
    constexpr std::size_t n = 30;
    const auto chance = [](std::size_t k, double p) {
        return boost::math::pdf(boost::math::binomial(n, p), static_cast<double>(k));
    };
    for (const auto& [p_a, p_b] : {std::pair{0.1, 0.2}, {0.3, 0.3}, {0.6, 0.4}, {0.8, 0.9}}) {
        double covered = 0;
        double all = 0;
        for (std::size_t k = 0; k <= n; ++k)
            for (std::size_t l = 1; l <= n; ++l) {
                const double weight = chance(k, p_a) * chance(l, p_b);
                all += weight;
                const auto found = relative_difference(shares(k, n), shares(l, n), false);
                const double truth = p_a / p_b - 1;
                if (!found || (found->interval.low <= truth && truth <= found->interval.high))
                    covered += weight;
            }
        EXPECT_GT(covered / all, 0.93) << p_a << " and " << p_b;
        EXPECT_LT(covered / all, 0.99) << p_a << " and " << p_b;
    }
}

TEST(RelativeDifference, IsAbsentWhereNothingVaries) {
    const std::vector<double> two(10, 2.0);
    const std::vector<double> three(10, 3.0);
    EXPECT_FALSE(relative_difference(two, three, false));
    EXPECT_FALSE(relative_difference(two, three, true));
    EXPECT_FALSE(paired_difference(two, three));
    const std::vector<double> scores{0.1, 0.4, 0.9};
    EXPECT_FALSE(paired_difference(scores, scores));
}

TEST(RelativeDifference, OfExtremeValuesIsANumberOrAbsent) {
    const std::vector<double> ones{1, 1};
    const auto tiny = of({1e-100, 2e-100}, ones, false);
    EXPECT_EQ(tiny.estimate, -1);
    EXPECT_LT(tiny.error, 1e-99);
    EXPECT_FALSE(relative_difference(std::vector<double>{1e200, 2e200}, ones, false));
    EXPECT_FALSE(paired_difference(std::vector<double>{1e200, 2e200}, ones));
    std::vector<double> large(40, 1e150);
    large.front() = 2e150;
    EXPECT_TRUE(std::isfinite(paired_difference(large, std::vector<double>(40, 1))->interval.high));
    EXPECT_FALSE(
        relative_difference(std::vector<double>(10, 1e300), std::vector<double>(10, 1e-300), true));
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
    EXPECT_EQ(paired->by, DifferenceBy::resampled_pairs);
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

TEST(PairedDifference, OfFewPairsCoversTheTruthToo) {
    std::mt19937_64 bits(14);
    std::normal_distribution<double> noise(0, 0.1);
    for (const std::size_t n : {2U, 3U, 6U, 20U}) {
        int covered = 0;
        constexpr int trials = 2000;
        for (int trial = 0; trial < trials; ++trial) {
            // Of a base that does not vary the ratio of means is as normal as the differences.
            std::vector<double> a(n);
            for (double& value : a) value = 1 + noise(bits);
            const auto difference = paired_difference(a, std::vector<double>(n, 1.0));
            if (difference->interval.low <= 0 && 0 <= difference->interval.high) ++covered;
            ASSERT_EQ(difference->by, DifferenceBy::pairs);
        }
        EXPECT_NEAR(covered, 0.95 * trials, 4 * std::sqrt(0.95 * 0.05 * trials)) << n;
    }
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
        if (p_of(times.take(276, 105, 0.2), times.take(276, 100, 0.2)) < 0.05) ++shown;
    EXPECT_NEAR(shown, 0.8 * trials, 3 * std::sqrt(0.8 * 0.2 * trials));
}

}  // namespace
}  // namespace hexameter::detail
