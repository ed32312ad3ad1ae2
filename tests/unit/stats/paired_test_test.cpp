#include "stats/paired_test.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace hexameter::detail {
namespace {

TEST(PairedTest, CountsDarwinsMaizeAsFisherDid) {
    // Fisher 1935, "The design of experiments", section 21: 15 pairs of crossed and self-fertilised
    // plants, differences in eighths of an inch; 863 of 32,768 ways of signs reach 314 or more.
    const std::vector<double> eighths{49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};
    const PairedTest test = paired_test(eighths);
    EXPECT_TRUE(test.exact);
    EXPECT_DOUBLE_EQ(test.p, 2 * 863.0 / 32768);
}

TEST(PairedTest, DrawsSignsWhereThereAreTooManyToCount) {
    // 20 differences of one size: 2 of 2^20 ways are as far out, so hardly any of 10,000 draws.
    const PairedTest apart = paired_test(std::vector<double>(20, 3.0));
    EXPECT_FALSE(apart.exact);
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
    EXPECT_FALSE(drawn.exact);
    EXPECT_NEAR(drawn.p, exact, 0.02);
}

TEST(PairedTest, OfNoDifferenceShowsNothing) {
    EXPECT_EQ(paired_test(std::vector<double>(50, 0.0)).p, 1);
    EXPECT_EQ(paired_test({}).p, 1);
    EXPECT_EQ(paired_test(std::vector<double>{0.1, -0.1, 0.2, -0.2}).p, 1);
}

}  // namespace
}  // namespace hexameter::detail
