#include "hexameter/simulator/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace hexameter::simulator {
namespace {

// The first numbers of the published generator for seed 1234567, as its reference code prints them.
TEST(Random, GivesTheNumbersOfSplitmix64) {
    Random random(1234567);

    EXPECT_EQ(random.next(), 6457827717110365317ULL);
    EXPECT_EQ(random.next(), 3203168211198807973ULL);
    EXPECT_EQ(random.next(), 9817491932198370423ULL);
}

// Quantiles by Python's statistics.NormalDist().inv_cdf, which computes them in double precision.
TEST(InverseNormal, MeetsKnownQuantilesInEveryRegion) {
    EXPECT_NEAR(inverse_normal(0.5), 0.0, 1e-9);
    EXPECT_NEAR(inverse_normal(0.6), 0.2533471031357998, 1e-6);
    EXPECT_NEAR(inverse_normal(0.975), 1.9599639845400536, 1e-6);
    EXPECT_NEAR(inverse_normal(0.999), 3.090232306167813, 2e-6);
    EXPECT_NEAR(inverse_normal(1e-9), -5.9978070150076865, 1e-5);
    EXPECT_NEAR(inverse_normal(1e-15), -7.941345326170998, 1e-5);
}

TEST(InverseNormal, UndoesTheDistributionFunction) {
    for (double p = 0.001; p < 1; p += 0.001) {
        EXPECT_NEAR(0.5 * std::erfc(-inverse_normal(p) / std::sqrt(2.0)), p, 1e-7) << p;
    }
}

TEST(Random, LogNormalHasItsMedianAndSigma) {
    Random random(7);
    std::vector<double> draws;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 100'000; ++i) {
        draws.push_back(random.log_normal(50, 0.4));
        const double log = std::log(draws.back() / 50);
        sum += log;
        squares += log * log;
    }
    std::nth_element(draws.begin(), draws.begin() + 50'000, draws.end());

    EXPECT_NEAR(draws[50'000], 50, 0.5);
    EXPECT_NEAR(sum / 1e5, 0, 0.006);
    EXPECT_NEAR(std::sqrt(squares / 1e5), 0.4, 0.005);
}

TEST(Random, LogNormalWithoutSigmaIsTheMedianAndDrawsNothing) {
    Random random(7);
    Random same(7);

    EXPECT_EQ(random.log_normal(50, 0), 50);
    EXPECT_EQ(random.next(), same.next());
}

TEST(Random, BelowReachesEveryValueAndNoOther) {
    Random random(3);
    std::vector<int> seen(7);
    for (int i = 0; i < 7000; ++i) {
        ++seen.at(random.below(7));
    }

    for (const int count : seen) {
        EXPECT_NEAR(count, 1000, 150);
    }
}

TEST(MixSeed, DiffersByEveryArgument) {
    EXPECT_NE(mix_seed(1, 2), mix_seed(2, 1));
    EXPECT_NE(mix_seed(1, "a"), mix_seed(1, "b"));
    EXPECT_NE(mix_seed(1, 0), mix_seed(0, 1));
    EXPECT_EQ(mix_seed(5, "steady"), mix_seed(5, "steady"));
}

}  // namespace
}  // namespace hexameter::simulator
