#include "stats/findings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<double> steady(std::size_t n, std::uint64_t seed = 1) {
    std::mt19937_64 bits(seed);
    std::normal_distribution<double> draw(100, 4);
    std::vector<double> values(n);
    for (double& value : values) value = draw(bits);
    return values;
}

TEST(SeriesFindings, OfASteadySeriesAreNone) {
    int found = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed)
        found += static_cast<int>(series_findings("ttft", steady(200, seed)).size());
    EXPECT_LE(found, 2);
}

TEST(SeriesFindings, SayThatTheFirstValueStandsApart) {
    auto values = steady(50);
    values[0] = 400;
    EXPECT_THAT(series_findings("ttft", values),
                ElementsAre(HasSubstr("ttft: the first value is 4")));
    EXPECT_THAT(series_findings("ttft", values),
                ElementsAre(HasSubstr("times the median of the rest")));
}

TEST(SeriesFindings, SayThatTheFirstValuesAreSlower) {
    auto values = steady(200);
    for (std::size_t i = 0; i < 10; ++i) values[i] += 50;
    EXPECT_THAT(series_findings("ttft", values),
                ElementsAre(HasSubstr("the median of the first 10 values is ")));
}

TEST(SeriesFindings, SayThatValuesRiseOverTheRun) {
    auto values = steady(300);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] += 0.05 * static_cast<double>(i);
    EXPECT_THAT(series_findings("total", values),
                ElementsAre(HasSubstr("total: values rise over the run")));
    std::reverse(values.begin(), values.end());
    const auto falling = series_findings("total", values);
    ASSERT_FALSE(falling.empty());
    EXPECT_THAT(falling.back(), HasSubstr("values fall over the run"));
}

TEST(SeriesFindings, CountOutliers) {
    auto values = steady(200);
    values[50] = 1000;
    values[120] = 500;
    EXPECT_THAT(series_findings("itl", values),
                ElementsAre(HasSubstr("itl: 2 of 200 values are far out")));
    EXPECT_THAT(series_findings("itl", values),
                ElementsAre(HasSubstr("the largest 10 times the median")));
}

TEST(SeriesFindings, OfEqualQuartilesAreWhatIsATenthOffTheMedian) {
    std::vector<double> values(30, 1000.0);
    values[0] = 1001;
    EXPECT_THAT(series_findings("ttft", values), IsEmpty());
    values[0] = 1200;
    EXPECT_THAT(series_findings("ttft", values),
                ElementsAre(HasSubstr("the first value is 20 % above the median of the rest")));
    values[0] = 1000;
    values[12] = 5000;
    EXPECT_THAT(series_findings("ttft", values),
                ElementsAre(HasSubstr("1 of 30 values is far out")));
    EXPECT_THAT(series_findings("ttft", values), ElementsAre(HasSubstr("the largest 5 times")));
}

TEST(SeriesFindings, LeaveShortSeriesAlone) {
    auto few = steady(19);
    few[0] = 10'000;
    EXPECT_THAT(series_findings("ttft", few), IsEmpty());
    EXPECT_THAT(series_findings("ttft", std::vector<double>(100, 5.0)), IsEmpty());
    EXPECT_THAT(series_findings("ttft", std::vector<double>(100, 0.0)), IsEmpty());
    EXPECT_THAT(series_findings("ttft", {}), IsEmpty());
}

}  // namespace
}  // namespace hexameter::detail
