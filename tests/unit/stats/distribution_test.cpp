#include "stats/distribution.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>
#include <vector>

namespace hexameter::detail {
namespace {

std::vector<double> one_to(int n) {
    std::vector<double> values(static_cast<std::size_t>(n));
    std::iota(values.begin(), values.end(), 1.0);
    return values;
}

TEST(Quantile, InterpolatesBetweenClosestRanks) {
    // Type 7: place q * (n - 1). Of 1..4 at 0.25: place 0.75, so 1 + 0.75 * (2 - 1).
    const std::vector<double> values{1, 2, 3, 4};
    EXPECT_DOUBLE_EQ(quantile(values, 0.25), 1.75);
    EXPECT_DOUBLE_EQ(quantile(values, 0.5), 2.5);
    EXPECT_DOUBLE_EQ(quantile(values, 0), 1);
    EXPECT_DOUBLE_EQ(quantile(values, 1), 4);
    EXPECT_DOUBLE_EQ(quantile(std::array{7.0}, 0.99), 7);
}

TEST(SamplesNeeded, AreThoseOfLoadGensEarlyStopping) {
    EXPECT_EQ(samples_needed(0.90), 44U);
    EXPECT_EQ(samples_needed(0.95), 90U);
    EXPECT_EQ(samples_needed(0.99), 459U);
    EXPECT_EQ(samples_needed(0.999), 4603U);
}

TEST(Summarise, GivesMomentsAndExtremes) {
    // Mean 5; squared distances 9+1+1+1+0+0+4+16 = 32, over n - 1 = 7.
    const std::array values{9.0, 2.0, 4.0, 5.0, 4.0, 4.0, 5.0, 7.0};
    const Distribution d = summarise(values);
    EXPECT_EQ(d.n, 8U);
    EXPECT_DOUBLE_EQ(d.mean, 5);
    EXPECT_DOUBLE_EQ(d.stddev, std::sqrt(32.0 / 7));
    EXPECT_EQ(d.min, 2);
    EXPECT_EQ(d.max, 9);
    EXPECT_DOUBLE_EQ(d.median, 4.5);
    EXPECT_TRUE(d.percentiles.empty());
}

TEST(Summarise, OfNothingHasNoValues) {
    const Distribution d = summarise({});
    EXPECT_EQ(d.n, 0U);
    EXPECT_TRUE(d.percentiles.empty());
}

TEST(Summarise, OfOneValueHasNoDeviation) {
    const Distribution d = summarise(std::array{3.5});
    EXPECT_EQ(d.n, 1U);
    EXPECT_EQ(d.mean, 3.5);
    EXPECT_EQ(d.stddev, 0);
    EXPECT_EQ(d.median, 3.5);
}

TEST(Summarise, KeepsTheDigitsOfLargeValuesThatLieClose) {
    // 4, 7, 13, 16 above 10^15: mean 10 above, squared distances 36+9+9+36 = 90, over 3.
    const Distribution d = summarise(std::array{1e15 + 4, 1e15 + 7, 1e15 + 13, 1e15 + 16});
    EXPECT_EQ(d.mean, 1e15 + 10);
    EXPECT_DOUBLE_EQ(d.stddev, std::sqrt(30.0));
}

TEST(Summarise, OfEqualValuesIsExact) {
    const std::vector<double> values(1000, 0.1);
    const Distribution d = summarise(values);
    EXPECT_EQ(d.mean, 0.1);
    EXPECT_EQ(d.stddev, 0);
}

TEST(Summarise, GivesAPercentileFromTheSampleThatSupportsItOn) {
    EXPECT_TRUE(summarise(one_to(43)).percentiles.empty());
    const Distribution of_44 = summarise(one_to(44));
    ASSERT_EQ(of_44.percentiles.size(), 1U);
    EXPECT_DOUBLE_EQ(of_44.percentiles.at(900), 1 + 0.9 * 43);
    EXPECT_EQ(summarise(one_to(89)).percentiles.size(), 1U);
    EXPECT_EQ(summarise(one_to(90)).percentiles.count(950), 1U);
    EXPECT_EQ(summarise(one_to(458)).percentiles.count(990), 0U);
    EXPECT_DOUBLE_EQ(summarise(one_to(459)).percentiles.at(990), 1 + 0.99 * 458);
    EXPECT_EQ(summarise(one_to(4602)).percentiles.count(999), 0U);
    EXPECT_EQ(summarise(one_to(4603)).percentiles.count(999), 1U);
}

}  // namespace
}  // namespace hexameter::detail
