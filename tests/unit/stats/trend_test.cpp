#include "stats/trend.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <vector>

namespace hexameter::detail {
namespace {

std::int64_t counted_s(const std::vector<double>& values) {
    std::int64_t s = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
        for (std::size_t j = i + 1; j < values.size(); ++j)
            s += (values[j] > values[i]) - (values[j] < values[i]);
    return s;
}

TEST(MannKendall, CountsPairs) {
    // Hollander and Wolfe 1999, example 8.1 (lightness of tuna and a panel's score), in the order
    // of lightness: 26 pairs rise, 10 fall.
    EXPECT_EQ(mann_kendall(std::vector<double>{2.5, 4.0, 2.6, 3.6, 2.8, 3.1, 5.2, 5.0, 3.8}).s, 16);
    std::mt19937_64 bits(2);
    for (const std::size_t n : {1U, 2U, 9U, 50U, 101U}) {
        std::vector<double> values(n);
        for (double& value : values) value = static_cast<double>(bits() % 13);
        EXPECT_EQ(mann_kendall(values).s, counted_s(values)) << n;
    }
    EXPECT_EQ(mann_kendall({}).s, 0);
}

TEST(MannKendall, HasTheNormalApproximationWithTies) {
    // 1 to 10: S = 45, variance 10 x 9 x 25 / 18 = 125, z = 44 / 11.1803 = 3.93548.
    std::vector<double> rising(10);
    std::iota(rising.begin(), rising.end(), 1.0);
    EXPECT_NEAR(mann_kendall(rising).p, 8.30e-5, 1e-6);
    // Two groups of 5: S = 25; variance 125 - 2 x 5 x 4 x 15 / 18 = 91.667, z = 24 / 9.57427.
    EXPECT_NEAR(mann_kendall(std::vector<double>{1, 1, 1, 1, 1, 2, 2, 2, 2, 2}).p, 0.012185, 1e-5);
}

TEST(MannKendall, OfNoOrderShowsNothing) {
    EXPECT_EQ(mann_kendall(std::vector<double>(30, 1.0)).p, 1);
    EXPECT_EQ(mann_kendall(std::vector<double>{1, 2, 3}).p, 1);
    std::mt19937_64 bits(4);
    std::normal_distribution<double> draw;
    int shown = 0;
    for (int trial = 0; trial < 2000; ++trial) {
        std::vector<double> values(40);
        for (double& value : values) value = draw(bits);
        if (mann_kendall(values).p < 0.05) ++shown;
    }
    EXPECT_NEAR(shown, 100, 40);
}

}  // namespace
}  // namespace hexameter::detail
