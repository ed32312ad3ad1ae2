#include "stats/paired_test.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/statistics/t_test.hpp>
#include <random>
#include <vector>

namespace hexameter::detail {
namespace {

TEST(PairedTest, CountsDarwinsMaizeAsFisherDid) {
    // Fisher 1935, "The design of experiments", section 21: 15 pairs of crossed and self-fertilised
    // plants, differences in eighths of an inch; 863 of 32,768 ways of signs reach 314 or more.
    const std::vector<double> eighths{49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};
    const PairedTest test = paired_test(eighths);
    EXPECT_EQ(test.by, PairedTest::By::counting);
    EXPECT_DOUBLE_EQ(test.p, 2 * 863.0 / 32768);
}

TEST(PairedTest, DrawsSignsWhereThereAreTooManyToCount) {
    // 20 differences of one size: 2 of 2^20 ways are as far out, so hardly any of 10,000 draws.
    const PairedTest apart = paired_test(std::vector<double>(20, 3.0));
    EXPECT_EQ(apart.by, PairedTest::By::drawing);
    EXPECT_NEAR(apart.p, 1.0 / 10001, 1e-12);
    EXPECT_EQ(paired_test(std::vector<double>(20, 3.0)).p, apart.p) << "the seed repeats it";
}

TEST(PairedTest, DrawsWhatItWouldCount) {
    std::mt19937_64 bits(1);
    std::normal_distribution<double> draw(0.35, 1);
    std::vector<double> d(16);
    for (double& value : d) value = draw(bits);
    const double exact = paired_test(d).p;
    d.push_back(1e-9);  // one more, that changes nothing
    const PairedTest drawn = paired_test(d);
    EXPECT_EQ(drawn.by, PairedTest::By::drawing);
    EXPECT_NEAR(drawn.p, exact, 0.02);
}

TEST(PairedTest, OfHitsAndMissesIsMcNemars) {
    // 2 samples that only A got right, 10 that only B did, and 100 alike: the exact test of McNemar
    // is the binomial of 12 and 1/2, 2 x (1 + 12 + 66) / 4096.
    std::vector<double> d(112, 0.0);
    std::fill_n(d.begin(), 2, 1.0);
    std::fill_n(d.begin() + 2, 10, -1.0);
    EXPECT_DOUBLE_EQ(paired_test(d).p, 2 * 79.0 / 4096);
}

TEST(PairedTest, OfManyIsTheTTestWhichDrawingComesTo) {
    std::mt19937_64 bits(2);
    std::normal_distribution<double> draw(0.03, 1);
    std::vector<double> d(2500);
    for (double& value : d) value = draw(bits);
    const PairedTest many = paired_test(d);
    EXPECT_EQ(many.by, PairedTest::By::students_t);
    std::vector<double> zero(d.size(), 0.0);
    EXPECT_DOUBLE_EQ(many.p, boost::math::statistics::paired_samples_t_test(d, zero).second);
    d.resize(1999);
    const PairedTest drawn = paired_test(d);
    EXPECT_EQ(drawn.by, PairedTest::By::drawing);
    EXPECT_NEAR(drawn.p, boost::math::statistics::one_sample_t_test(d, 0.0).second, 0.02);
}

TEST(PairedTest, OfManyThatDifferAlikeIsSure) {
    EXPECT_EQ(paired_test(std::vector<double>(3000, 1.0)).p, 0);
}

TEST(PairedTest, OfValuesOfAnySizeIsTheSame) {
    const std::vector<double> d{0.5, -0.25, 1, 2, -0.5, 0.125, 4};
    for (const double size : {1e-300, 1e300}) {
        std::vector<double> scaled = d;
        for (double& value : scaled) value *= size;
        EXPECT_DOUBLE_EQ(paired_test(scaled).p, paired_test(d).p);
    }
    std::vector<double> many(3000, 1e300);
    for (std::size_t i = 0; i < many.size(); i += 2) many[i] = -1e300;
    EXPECT_DOUBLE_EQ(paired_test(many).p, 1);
}

TEST(PairedTest, KnowsHowFewPairsCanShowNothing) {
    EXPECT_DOUBLE_EQ(paired_test_least_p(5), 2.0 / 32);
    EXPECT_EQ(paired_test_pairs_needed(0.05), 6U);
    EXPECT_EQ(paired_test_least_p(0), 1);
    EXPECT_EQ(paired_test(std::vector<double>(6, 1.0)).p, paired_test_least_p(6));
}

TEST(PairedTest, OfNoDifferenceShowsNothing) {
    EXPECT_EQ(paired_test(std::vector<double>(50, 0.0)).p, 1);
    EXPECT_EQ(paired_test({}).p, 1);
    EXPECT_EQ(paired_test(std::vector<double>{0.1, -0.1, 0.2, -0.2}).p, 1);
}

}  // namespace
}  // namespace hexameter::detail
