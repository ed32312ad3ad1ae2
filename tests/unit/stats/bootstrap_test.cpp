#include "stats/bootstrap.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>
#include <vector>

namespace hexameter::detail {
namespace {

double mean(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// With n in the denominator.
double variance(std::span<const double> values) {
    const double m = mean(values);
    double sum = 0;
    for (const double v : values) sum += (v - m) * (v - m);
    return sum / static_cast<double>(values.size());
}

TEST(Bootstrap, GivesTheIntervalOfTheSpatialTestData) {
    // Efron and Tibshirani 1993, "An introduction to the bootstrap", section 14.2: 26 children,
    // variance 171.5, 90 % BCa interval (115.8, 259.6) of 2,000 resamples.
    const std::vector<double> children{48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6,
                                       0,  33, 28, 34, 4,  32, 24, 47, 41, 24, 26, 30, 41};
    ASSERT_NEAR(variance(children), 171.5, 0.05);
    BootstrapOptions options;
    options.confidence = 0.9;
    options.resamples = 20'000;
    const auto interval = bootstrap_interval(children, variance, options);
    ASSERT_TRUE(interval);
    EXPECT_NEAR(interval->low, 115.8, 4);
    EXPECT_NEAR(interval->high, 259.6, 8);
}

TEST(Bootstrap, IsRepeatedByItsSeed) {
    const std::vector<double> values{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5};
    BootstrapOptions options;
    const auto once = bootstrap_interval(values, mean, options);
    const auto again = bootstrap_interval(values, mean, options);
    options.seed = 54321;
    const auto other = bootstrap_interval(values, mean, options);
    EXPECT_EQ(once->low, again->low);
    EXPECT_EQ(once->high, again->high);
    EXPECT_TRUE(once->low != other->low || once->high != other->high);
    EXPECT_LT(once->low, mean(values));
    EXPECT_GT(once->high, mean(values));
}

TEST(Bootstrap, CoversTheTruthNearlyAsOftenAsItSays) {
    std::mt19937_64 bits(3);
    std::exponential_distribution<double> draw(1);
    int covered = 0;
    constexpr int trials = 300;
    for (int trial = 0; trial < trials; ++trial) {
        std::vector<double> values(60);
        for (double& value : values) value = draw(bits);
        BootstrapOptions options;
        options.seed = static_cast<std::uint64_t>(trial);
        options.resamples = 500;
        const auto interval = bootstrap_interval(values, mean, options);
        if (interval->low <= 1 && 1 <= interval->high) ++covered;
    }
    EXPECT_GE(covered, 0.89 * trials);
    EXPECT_LE(covered, 0.99 * trials);
}

TEST(Bootstrap, HasNothingToSayOfWhatDoesNotVary) {
    EXPECT_FALSE(bootstrap_interval(std::vector<double>{1}, mean));
    EXPECT_FALSE(bootstrap_interval({}, mean));
    EXPECT_FALSE(bootstrap_interval(std::vector<double>(20, 2.0), mean));
}

}  // namespace
}  // namespace hexameter::detail
