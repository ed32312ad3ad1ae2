#include "stats/intervals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/statistics/t_test.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "stats/distribution.hpp"

namespace hexameter::detail {
namespace {

TEST(MeanInterval, HasTheQuantilesOfInspectsTests) {
    // tests/scorer/test_metric.py of Inspect AI: t at 0.975 for 1, 4 and 9 degrees of freedom. A
    // deviation of sqrt(n) makes the half-width that quantile.
    const auto half = [](std::uint64_t n) {
        const auto interval = mean_interval(n, 10, std::sqrt(static_cast<double>(n)));
        EXPECT_NEAR((interval->low + interval->high) / 2, 10, 1e-12);
        return (interval->high - interval->low) / 2;
    };
    EXPECT_NEAR(half(2), 12.706204736432095, 1e-9);
    EXPECT_NEAR(half(5), 2.7764451051977987, 1e-9);
    EXPECT_NEAR(half(10), 2.2621571627409915, 1e-9);
}

TEST(MeanInterval, EndsWhereBoostsTestHasFivePercent) {
    const auto interval = mean_interval(17, 42.5, 3.25);
    for (const double bound : {interval->low, interval->high})
        EXPECT_NEAR(
            boost::math::statistics::one_sample_t_test(42.5, 3.25 * 3.25, 17.0, bound).second, 0.05,
            1e-9);
}

TEST(MeanInterval, OfOneValueIsUnknown) {
    EXPECT_FALSE(mean_interval(0, 0, 0));
    EXPECT_FALSE(mean_interval(1, 5, 0));
}

TEST(MeanInterval, CoversTheTruthAsOftenAsItSays) {
    std::mt19937_64 bits(7);
    std::normal_distribution<double> draw(100, 15);
    int covered = 0;
    constexpr int trials = 4000;
    for (int trial = 0; trial < trials; ++trial) {
        std::vector<double> values(6);
        for (double& value : values) value = draw(bits);
        const Distribution d = summarise(values);
        const auto interval = mean_interval(d.n, d.mean, d.stddev);
        if (interval->low <= 100 && 100 <= interval->high) ++covered;
    }
    EXPECT_NEAR(covered, 0.95 * trials, 4 * std::sqrt(0.95 * 0.05 * trials));
}

TEST(WilsonInterval, HasTheValuesOfNewcombesTable) {
    // Newcombe 1998, "Two-sided confidence intervals for the single proportion", Statistics in
    // Medicine 17, table I, method 3.
    struct Row {
        double hits;
        double n;
        double low;
        double high;
    };

    for (const Row& row : {Row{81, 263, 0.2553, 0.3662},
                           {15, 148, 0.0624, 0.1605},
                           {0, 20, 0, 0.1611},
                           {1, 29, 0.0061, 0.1718}}) {
        const auto interval = wilson_interval(row.hits / row.n, row.n);
        EXPECT_NEAR(interval->low, row.low, 5e-5) << row.hits;
        EXPECT_NEAR(interval->high, row.high, 5e-5) << row.hits;
    }
    EXPECT_FALSE(wilson_interval(0, 0));
}

TEST(WilsonInterval, MirrorsMisses) {
    const auto hits = wilson_interval(3.0 / 17, 17);
    const auto misses = wilson_interval(14.0 / 17, 17);
    EXPECT_NEAR(hits->low, 1 - misses->high, 1e-12);
    EXPECT_NEAR(hits->high, 1 - misses->low, 1e-12);
}

TEST(QuantileInterval, HasTheRanksOfTheSignTest) {
    // 95 % intervals of the median, as tables of the sign test print them (Conover 1999, table A3:
    // at most 2.5 % of the binomial n, 1/2 lies below).
    struct Row {
        std::uint64_t n;
        std::uint64_t low;  // from 1
        std::uint64_t high;
    };

    for (const Row& row :
         {Row{6, 1, 6}, {8, 1, 8}, {9, 2, 8}, {10, 2, 9}, {15, 4, 12}, {20, 6, 15}}) {
        const auto places = quantile_interval_places(row.n, 0.5);
        ASSERT_TRUE(places) << row.n;
        EXPECT_EQ(places->low + 1, row.low) << row.n;
        EXPECT_EQ(places->high + 1, row.high) << row.n;
    }
}

TEST(QuantileInterval, IsAbsentWhereTheSampleHasNoBound) {
    EXPECT_FALSE(quantile_interval_places(5, 0.5));  // 2 / 2^5 > 0.05
    EXPECT_FALSE(quantile_interval_places(0, 0.5));
    EXPECT_FALSE(quantile_interval_places(35, 0.9));  // 0.9^35 = 0.02503
    EXPECT_TRUE(quantile_interval_places(36, 0.9));   // 0.9^36 = 0.02253
    EXPECT_FALSE(quantile_interval_places(367, 0.99));
    EXPECT_TRUE(quantile_interval_places(368, 0.99));  // 0.99^368 = 0.02476
}

TEST(QuantileInterval, CoversTheTruthAtLeastAsOftenAsItSays) {
    std::mt19937_64 bits(11);
    std::exponential_distribution<double> draw(1);
    for (const auto& [n, q] : {std::pair{12, 0.5}, {60, 0.9}, {3000, 0.99}}) {
        const double truth = -std::log(1 - q);
        int covered = 0;
        constexpr int trials = 1000;
        for (int trial = 0; trial < trials; ++trial) {
            std::vector<double> values(static_cast<std::size_t>(n));
            for (double& value : values) value = draw(bits);
            std::sort(values.begin(), values.end());
            const auto places = quantile_interval_places(values.size(), q);
            if (values[places->low] <= truth && truth <= values[places->high]) ++covered;
        }
        EXPECT_GE(covered, 0.95 * trials - 3 * std::sqrt(0.95 * 0.05 * trials)) << n;
        EXPECT_LE(covered, 0.995 * trials) << n;
    }
}

}  // namespace
}  // namespace hexameter::detail
