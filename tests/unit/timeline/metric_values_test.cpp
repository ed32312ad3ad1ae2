#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "hexameter/metric.hpp"

namespace hexameter {
namespace {

using testing::ElementsAre;

std::vector<std::tuple<std::string, std::string, double, double>> all_of(
    const MetricValues& values) {
    std::vector<std::tuple<std::string, std::string, double, double>> all;
    for (const auto& value : values)
        all.emplace_back(value.metric, value.label, value.value, value.weight);
    return all;
}

TEST(MetricValues, GivesBackWhatWasAddedInItsOrder) {
    const MetricValues values{{"ttft", "", 5, 1}, {"itl", "", 10, 1},     {"itl", "", 20, 1},
                              {"itl", "", 20, 2}, {"pass", "k=1", 1, 1},  {"pass", "k=5", 0, 1},
                              {"itl", "", 30, 1}, {"", "a label", -1, 0}, {"itl", "", 40, 1}};
    EXPECT_EQ(values.size(), 9U);
    EXPECT_THAT(all_of(values),
                ElementsAre(std::tuple("ttft", "", 5, 1), std::tuple("itl", "", 10, 1),
                            std::tuple("itl", "", 20, 1), std::tuple("itl", "", 20, 2),
                            std::tuple("pass", "k=1", 1, 1), std::tuple("pass", "k=5", 0, 1),
                            std::tuple("itl", "", 30, 1), std::tuple("", "a label", -1, 0),
                            std::tuple("itl", "", 40, 1)));
}

TEST(MetricValues, KeepsNumbersThatAreNotFiniteAndLongNames) {
    const std::string name(1000, 'n');
    constexpr double infinity = std::numeric_limits<double>::infinity();
    MetricValues values;
    values.push_back({name, name, std::nan(""), -infinity});
    values.push_back({name, name, infinity, std::nan("")});
    values.push_back({name, name, 1, std::nan("")});
    const std::vector<MetricValue> all(values.begin(), values.end());
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[2].metric, name);
    EXPECT_EQ(all[2].label, name);
    EXPECT_TRUE(std::isnan(all[0].value));
    EXPECT_EQ(all[0].weight, -infinity);
    EXPECT_EQ(all[1].value, infinity);
    EXPECT_TRUE(std::isnan(all[1].weight));
}

TEST(MetricValues, AppendsAndMovesAndIsEmptyAgain) {
    MetricValues values{{"itl", "", 1, 1}};
    values.append({{"itl", "", 2, 1}, {"ttft", "", 3, 1}});
    MetricValues taken = std::move(values);
    EXPECT_THAT(all_of(taken), ElementsAre(std::tuple("itl", "", 1, 1), std::tuple("itl", "", 2, 1),
                                           std::tuple("ttft", "", 3, 1)));
    taken.clear();
    EXPECT_TRUE(taken.empty());
    EXPECT_EQ(taken.size(), 0U);
    EXPECT_EQ(taken.begin(), taken.end());
    taken.push_back({"total", "", 4, 1});
    EXPECT_THAT(all_of(taken), ElementsAre(std::tuple("total", "", 4, 1)));
}

TEST(MetricValues, CanBeWalkedFromAnyPlaceAgain) {
    const MetricValues values{{"a", "", 1, 1}, {"a", "", 2, 1}, {"b", "", 3, 1}};
    auto at = values.begin();
    const auto first = at++;
    EXPECT_EQ((*first).value, 1);
    EXPECT_EQ((*at).value, 2);
    EXPECT_NE(first, at);
    EXPECT_EQ(std::vector<MetricValue>(at, values.end()).size(), 2U);
}

}  // namespace
}  // namespace hexameter
