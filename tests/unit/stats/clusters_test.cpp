#include "stats/clusters.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace hexameter::detail {
namespace {

// Value i of cluster names[i].
Clusters clusters(const std::vector<double>& values, const std::vector<std::string>& names,
                  bool scattered = true) {
    Clusters all(scattered);
    for (std::size_t i = 0; i < values.size(); ++i) all.add(names[i], values[i]);
    return all;
}

TEST(Clusters, HaveInspectsError) {
    // Values 0 to 19, value i in cluster i mod 4. Residual sums of the clusters: -7.5, -2.5, 2.5,
    // 7.5, squares 125: sqrt(125 x 4 / 3) / 20 = 0.6455 (Inspect AI's tests say 0.645).
    std::vector<double> values;
    std::vector<std::string> names;
    for (int i = 0; i < 20; ++i) {
        values.push_back(i);
        names.push_back(std::to_string(i % 4));
    }
    const auto all = clusters(values, names);
    EXPECT_DOUBLE_EQ(all.mean(), 9.5);
    EXPECT_NEAR(all.error(), 0.645, 1e-3);
    EXPECT_NEAR(all.error(), std::sqrt(125.0 * 4 / 3) / 20, 1e-12);
    // t at 0.975 for 3 degrees of freedom: 3.182446.
    EXPECT_NEAR(all.interval()->high - 9.5, all.error() * 3.182446, 1e-6);
}

TEST(Clusters, OfOneValueEachHaveThePlainError) {
    // 1, 2, 3, 4: deviation sqrt(5 / 3), over sqrt(4).
    for (const bool scattered : {true, false})
        EXPECT_NEAR(clusters({1, 2, 3, 4}, {"a", "b", "c", "d"}, scattered).error(),
                    std::sqrt(5.0 / 3) / 2, 1e-12);
}

TEST(Clusters, ThatComeInARowNeedNotBeKept) {
    const std::vector<double> values{3, 4, 9, 1, 1, 7};
    const std::vector<std::string> names{"a", "a", "b", "c", "c", "c"};
    EXPECT_DOUBLE_EQ(clusters(values, names, false).error(), clusters(values, names, true).error());
}

TEST(Clusters, AreLessSureWhereAnswersToASampleAreAlike) {
    const std::vector<double> values{1, 1, 1, 5, 5, 5};
    EXPECT_GT(clusters(values, {"a", "a", "a", "b", "b", "b"}).error(),
              1.5 * clusters(values, {"a", "b", "c", "d", "e", "f"}).error());
}

TEST(Clusters, WithWeightsHaveTheErrorOfTheRatio) {
    // 2 of 10, 1 of 5 and 6 of 15 wrong words: 9 of 30; residuals 2 - 3, 1 - 1.5, 6 - 4.5, squares
    // 3.5: sqrt(3.5 x 3 / 2) / 30.
    Clusters words(false);
    words.add("a", 0.2, 10);
    words.add("b", 0.2, 5);
    words.add("c", 0.4, 15);
    EXPECT_DOUBLE_EQ(words.mean(), 0.3);
    EXPECT_NEAR(words.error(), std::sqrt(5.25) / 30, 1e-12);
}

TEST(Clusters, KeepTheDigitsOfNearValues) {
    EXPECT_NEAR(clusters({1e9 + 1, 1e9 + 2, 1e9 + 3}, {"a", "b", "c"}).error(), 1 / std::sqrt(3.0),
                1e-9);
}

TEST(Clusters, OfSharesHaveWilsonsInterval) {
    // 15 of 148 and 0 of 20, one value each: as Newcombe 1998, table I, method 3, has them; 15 of
    // 148 for n - 1 values, as the error has n - 1 in its denominator.
    Clusters some(false);
    for (int i = 0; i < 148; ++i) some.add(std::to_string(i), i < 15 ? 1 : 0);
    EXPECT_NEAR(some.interval()->low, 0.0624, 5e-4);
    EXPECT_NEAR(some.interval()->high, 0.1605, 5e-4);
    Clusters none(false);
    for (int i = 0; i < 20; ++i) none.add(std::to_string(i), 0);
    EXPECT_EQ(none.interval()->low, 0);
    EXPECT_NEAR(none.interval()->high, 0.1611, 5e-5);
}

TEST(Clusters, OfSharesCountAlikeAnswersToASampleOnce) {
    Clusters repeated(true);
    Clusters once(true);
    for (int i = 0; i < 40; ++i) {
        once.add(std::to_string(i), i % 4 == 0 ? 1 : 0);
        for (int again = 0; again < 10; ++again)
            repeated.add(std::to_string(i), i % 4 == 0 ? 1 : 0);
    }
    EXPECT_NEAR(once.interval()->low, wilson_interval(0.25, 39)->low, 1e-9);
    EXPECT_NEAR(once.interval()->high, wilson_interval(0.25, 39)->high, 1e-9);
    // t at 399 and 39 degrees of freedom: 1.965927 and 2.022691.
    const auto expected = wilson_interval(0.25, 39 * std::pow(1.965927 / 2.022691, 2));
    EXPECT_NEAR(repeated.interval()->low, expected->low, 1e-6);
    EXPECT_NEAR(repeated.interval()->high, expected->high, 1e-6);
}

TEST(Clusters, OfSharesOfAFewSamplesAreWorthLess) {
    // 40, 50 and 60 of 100: residual sums -10, 0, 10; error sqrt(200 x 3 / 2) / 300, worth 75
    // values; times (1.96793 / 4.30265)^2, t at 299 and 2 degrees of freedom, 15.6893.
    Clusters few(true);
    for (int sample = 0; sample < 3; ++sample)
        for (int i = 0; i < 100; ++i) few.add(std::to_string(sample), i < 40 + 10 * sample ? 1 : 0);
    const auto expected = wilson_interval(0.5, 15.6893);
    EXPECT_NEAR(few.interval()->low, expected->low, 1e-5);
    EXPECT_NEAR(few.interval()->high, expected->high, 1e-5);
    // 50, 50 and 51: alike as no independent values are, yet no more than 300.
    Clusters alike(true);
    for (int sample = 0; sample < 3; ++sample)
        for (int i = 0; i < 100; ++i) alike.add(std::to_string(sample), i < 50 + sample / 2);
    EXPECT_NEAR(alike.interval()->low, wilson_interval(151.0 / 300, 300)->low, 1e-12);
}

TEST(Clusters, OfSharesCoverTheTruthAsOftenAsTheySay) {
    std::mt19937_64 bits(21);
    std::uniform_real_distribution<double> level(0, 1);
    for (const int samples : {3, 5}) {
        int covered = 0;
        constexpr int trials = 1000;
        for (int trial = 0; trial < trials; ++trial) {
            Clusters all(false);
            for (int sample = 0; sample < samples; ++sample) {
                std::bernoulli_distribution right(level(bits));
                for (int i = 0; i < 50; ++i) all.add(std::to_string(sample), right(bits) ? 1 : 0);
            }
            const auto interval = all.interval();
            if (interval->low <= 0.5 && 0.5 <= interval->high) ++covered;
        }
        EXPECT_GE(covered, 0.95 * trials - 3 * std::sqrt(0.95 * 0.05 * trials)) << samples;
        EXPECT_LE(covered, 0.98 * trials) << samples;
    }
}

TEST(Clusters, OfOneClusterKnowNoError) {
    const auto one = clusters({1, 2}, {"a", "a"});
    EXPECT_EQ(one.error(), 0);
    EXPECT_FALSE(one.interval());
    EXPECT_EQ(Clusters(true).error(), 0);
    EXPECT_FALSE(Clusters(false).interval());
}

}  // namespace
}  // namespace hexameter::detail
