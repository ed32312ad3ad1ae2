#include "report/units.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

TEST(RowUnit, FollowsTheSizeOfTimes) {
    EXPECT_EQ(row_unit("ns", 999).word, "ns");
    EXPECT_EQ(row_unit("ns", 1e3).word, "us");
    EXPECT_EQ(row_unit("ns", 2.5e6).word, "ms");
    EXPECT_EQ(row_unit("ns", 6e10).word, "s");
    EXPECT_EQ(row_unit("tokens", 1e9).word, "tokens");
    EXPECT_EQ(row_unit("1", 0.5).word, "");
}

TEST(SharedUnit, IsThatOfTheSmallestWhichIsNotNothing) {
    EXPECT_EQ(shared_unit("ns", {2.5e6, 0, -9e5}).word, "us");
    EXPECT_EQ(shared_unit("ns", {800, 2.3e9}).word, "ms");
    EXPECT_EQ(shared_unit("ns", {}).word, "ns");
    EXPECT_EQ(shared_unit("tokens", {5, 1e9}).word, "tokens");
}

TEST(NumberText, HasAboutFourDigits) {
    const RowUnit ms = row_unit("ns", 1e6);
    EXPECT_EQ(number_text(1'234'567, ms), "1.235");
    EXPECT_EQ(number_text(12'345'678, ms), "12.35");
    EXPECT_EQ(number_text(123'456'789, ms), "123.5");
    EXPECT_EQ(number_text(1'234'567'890, ms), "1235");
    EXPECT_EQ(number_text(0, ms), "0.000");
}

TEST(NumberText, KeepsTheDigitsOfSmallAmountsOfMoney) {
    EXPECT_EQ(number_text(0.00012345, row_unit("USD", 0)), "0.000123");
    EXPECT_EQ(number_text(0.0756, row_unit("USD", 0)), "0.076");
    EXPECT_EQ(number_text(42, row_unit("EUR", 0)), "42");
    EXPECT_EQ(number_text(0, row_unit("EUR", 0)), "0");
}

TEST(NumberText, DropsZerosBehindThePointOfCountsAndScores) {
    EXPECT_EQ(number_text(24, row_unit("tokens", 24)), "24");
    EXPECT_EQ(number_text(0.75, row_unit("1", 1)), "0.75");
    EXPECT_EQ(number_text(100, row_unit("bytes", 1)), "100");
    EXPECT_EQ(number_text(-0.0001, row_unit("1", 1)), "0");
    EXPECT_EQ(number_text(24, row_unit("tokens/s", 24)), "24.00");
}

TEST(DurationText, NamesItsUnit) {
    EXPECT_EQ(duration_text(12'000), "12.00 us");
    EXPECT_EQ(duration_text(0), "0 ns");
}

TEST(PercentText, IsOfOneHundred) {
    EXPECT_EQ(percent_text(0.9834), "98.3 %");
}

}  // namespace
}  // namespace hexameter::detail
