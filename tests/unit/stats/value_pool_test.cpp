#include "stats/value_pool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "stats/distribution.hpp"

namespace hexameter::detail {
namespace {

// More than are kept one by one, of both signs and over many powers of two.
std::vector<double> many() {
    std::mt19937_64 random(20261121);
    std::normal_distribution<double> power(3, 4);
    std::vector<double> values;
    for (std::size_t i = 0; i < ValuePool::kept_singly + 50'000; ++i)
        values.push_back((i % 7 == 0 ? -1 : 1) * std::exp(power(random)));
    values.push_back(0);
    return values;
}

ValuePool pool_of(const std::vector<double>& values) {
    ValuePool pool;
    for (const double value : values) pool.add(value);
    return pool;
}

TEST(ValuePool, IsExactWhileItKeepsEachValue) {
    const std::vector<double> values{3, 1, 2, 2};
    const auto pool = pool_of(values);
    const auto distribution = pool.distribution();
    EXPECT_EQ(distribution.n, 4U);
    EXPECT_DOUBLE_EQ(distribution.median, 2);
    EXPECT_EQ(distribution.quantile_error, 0);
    EXPECT_DOUBLE_EQ(pool.quantile(1), 3);
    EXPECT_THAT(std::vector<double>(pool.first().begin(), pool.first().end()),
                ::testing::ElementsAreArray(values));
}

TEST(ValuePool, KeepsQuantilesWithinItsErrorWhenThereAreMany) {
    auto values = many();
    const auto pool = pool_of(values);
    const auto exact = summarise(values);
    const auto distribution = pool.distribution();
    EXPECT_EQ(distribution.n, exact.n);
    EXPECT_NEAR(distribution.mean, exact.mean, std::abs(exact.mean) * 1e-9);
    EXPECT_NEAR(distribution.stddev, exact.stddev, exact.stddev * 1e-9);
    EXPECT_EQ(distribution.min, exact.min);
    EXPECT_EQ(distribution.max, exact.max);
    EXPECT_EQ(distribution.quantile_error, ValuePool::quantile_error);
    std::sort(values.begin(), values.end());
    for (const double q : {0.0, 0.001, 0.1, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0}) {
        const double true_value =
            values[static_cast<std::size_t>(std::round(q * static_cast<double>(exact.n - 1)))];
        EXPECT_NEAR(pool.quantile(q), true_value,
                    std::abs(true_value) * ValuePool::quantile_error * (1 + 1e-9))
            << q;
    }
    EXPECT_EQ(distribution.percentiles.size(), exact.percentiles.size());
}

TEST(ValuePool, GivesAConstantBackAsItIs) {
    ValuePool pool;
    for (std::size_t i = 0; i < ValuePool::kept_singly + 10; ++i) pool.add(12.5);
    const auto distribution = pool.distribution();
    EXPECT_EQ(distribution.mean, 12.5);
    EXPECT_EQ(distribution.stddev, 0);
    EXPECT_EQ(distribution.median, 12.5);
    EXPECT_EQ(distribution.percentiles.at(999), 12.5);
}

}  // namespace
}  // namespace hexameter::detail
