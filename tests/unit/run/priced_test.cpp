#include "run/priced.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

const Price price{1, 2, 0.5};  // of a million

std::optional<double> cost_of_answer(const std::string& text, const std::string& usage) {
    Timeline timeline;
    timeline.text = text;
    timeline.usage_raw = usage;
    const auto cost = cost_of_request(price, timeline);
    return cost ? std::optional(*cost * 1e6) : std::nullopt;
}

TEST(CostOfRequest, IsThatOfTheTokensThatTheServerTold) {
    EXPECT_EQ(cost_of_answer("Hello", R"({"input_tokens":10,"output_tokens":4})"), 18);
    EXPECT_EQ(cost_of_answer("Hello", R"({"input_tokens":10,"output_tokens":4,"cached_tokens":4})"),
              16);
    EXPECT_EQ(cost_of_answer("", R"({"input_tokens":10,"output_tokens":0})"), 10);
    EXPECT_EQ(cost_of_answer("Hello", R"({"input_tokens":10})"), std::nullopt);
    EXPECT_EQ(cost_of_answer("Hello", ""), std::nullopt);
}

TEST(CostOfRequest, IsAbsentWhereTheServerCountedNothing) {
    EXPECT_EQ(cost_of_answer("Hello", R"({"input_tokens":0,"output_tokens":0})"), std::nullopt);
    EXPECT_EQ(cost_of_answer("", R"({"input_tokens":0,"output_tokens":0})"), std::nullopt);
    EXPECT_EQ(cost_of_answer("Hello", R"({"input_tokens":0,"output_tokens":4})"), std::nullopt);
    EXPECT_EQ(cost_of_answer("Hello", R"({"input_tokens":10,"output_tokens":0})"), std::nullopt);
}

// Without the count that its provider dropped it would be priced as if nothing was cached.
TEST(CostOfRequest, IsAbsentWhereACountCannotBe) {
    const std::string counts = R"({"input_tokens":10,"output_tokens":4,)";
    for (const char* wrong :
         {R"("unusable":["prompt_tokens_details.cached_tokens"]})", R"("cached_tokens":-1})",
          R"("cached_tokens":11})", R"("reasoning_tokens":"few"})"})
        EXPECT_EQ(cost_of_answer("Hello", counts + wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace hexameter::detail
