#include "stats/causes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(CountCause, TakesFailuresOfManySamplesForOne) {
    Causes causes;
    for (int i = 0; i < 300; ++i) {
        const auto id = "q-" + std::string(1, static_cast<char>('a' + i % 26)) + std::to_string(i);
        count_cause(causes, "sample " + id + ": no field \"prompt\"", id);
    }
    count_cause(causes, "sample q: no field \"x\"", "q");
    EXPECT_THAT(causes, ElementsAre(Pair("sample …: no field \"prompt\"", 300U),
                                    Pair("sample …: no field \"x\"", 1U)));
}

TEST(CountCause, LeavesWhatOnlyBeginsLikeTheSample) {
    Causes causes;
    count_cause(causes, "sample 12: bad", "1");
    EXPECT_THAT(causes, ElementsAre(Pair("sample 12: bad", 1U)));
}

TEST(CountCause, HoldsSoManyTextsAndCountsTheRest) {
    Causes causes;
    for (std::size_t i = 0; i < most_causes + 20; ++i) count_cause(causes, std::to_string(i), "s");
    count_cause(causes, "7", "s");
    EXPECT_EQ(causes.size(), most_causes + 1);
    EXPECT_EQ(causes.at("other texts"), 20U);
    EXPECT_EQ(causes.at("7"), 2U);
}

}  // namespace
}  // namespace hexameter::detail
