#include "stats/fisher_test.hpp"

#include <gtest/gtest.h>

#include <boost/math/distributions/hypergeometric.hpp>

namespace hexameter::detail {
namespace {

TEST(FisherTest, OfTheLadyTastingTea) {
    // Fisher 1935, section 5: 3 of 4 cups told right, 17 of 70 ways one-sided, 34 two-sided; all
    // four, 2 of 70.
    EXPECT_NEAR(fisher_test(3, 4, 1, 4), 34.0 / 70, 1e-12);
    EXPECT_NEAR(fisher_test(4, 4, 0, 4), 2.0 / 70, 1e-12);
}

TEST(FisherTest, SumsTheTablesThatAreNotLikelier) {
    for (const auto& [n, m, hits] :
         {std::tuple{7U, 12U, 6U}, {10U, 200U, 4U}, {30U, 30U, 55U}, {3U, 400U, 20U}}) {
        const boost::math::hypergeometric of_a(hits, n, n + m);
        const auto [least, most] = boost::math::support(of_a);
        for (unsigned k = least; k <= most; ++k) {
            double p = 0;
            for (unsigned other = least; other <= most; ++other)
                if (pdf(of_a, other) <= pdf(of_a, k) * (1 + 1e-7)) p += pdf(of_a, other);
            EXPECT_NEAR(fisher_test(k, n, hits - k, m), p, 1e-10) << k << " of " << n;
        }
    }
}

TEST(FisherTest, OfManyIsNeitherLostNorSlow) {
    EXPECT_EQ(fisher_test(500'000, 1'000'000, 500'000, 1'000'000), 1);
    EXPECT_EQ(fisher_test(1'000'000, 1'000'000, 0, 1'000'000), 0);
    // The sum of all 2,101 tables by logarithms of the gamma function.
    EXPECT_NEAR(fisher_test(1100, 1'000'000, 1000, 1'000'000), 0.0306331, 1e-6);
}

TEST(FisherTest, WithoutHitsShowsNothing) {
    EXPECT_EQ(fisher_test(0, 10, 0, 200), 1);
    EXPECT_EQ(fisher_test(10, 10, 200, 200), 1);
}

}  // namespace
}  // namespace hexameter::detail
