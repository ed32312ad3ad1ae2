#include "hexameter/prices.hpp"

#include <gmock/gmock.h>

#include "spec/token_prices.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter::detail {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;

const char* const file = R"(currency: EUR
models:
  "gpt-*": {input: 3, output: 4}
  gpt-4o-mini: {input: 0.15, cached_input: 0.075, output: 0.6}
  "gpt-4*": {input: 2.5, output: 10}
)";

TEST(Prices, OfAModelAreItsOwnElseThoseOfTheLongestPattern) {
    const testing::TempFolder folder;
    const auto json = load_prices(folder.write("prices.yaml", file));
    ASSERT_TRUE(json) << json.error().text();
    const auto prices = Prices::parse(json.value());
    EXPECT_EQ(prices.currency(), "EUR");
    EXPECT_EQ(prices.find("gpt-4o-mini")->input, 0.15);
    EXPECT_EQ(prices.find("gpt-4o")->input, 2.5);
    EXPECT_EQ(prices.find("gpt-3.5")->input, 3);
    EXPECT_EQ(prices.find("llama3"), nullptr);
}

TEST(Prices, KnowStarsAndQuestionMarksOnly) {
    const auto prices = Prices::parse(
        R"({"models":{"o[k]":{"input":1,"output":1},"m?\\*":{"input":2,"output":2}}})");
    EXPECT_EQ(prices.find("ok"), nullptr);
    ASSERT_NE(prices.find("o[k]"), nullptr);
    EXPECT_EQ(prices.find("m1*"), nullptr);
    ASSERT_NE(prices.find(R"(m1\x)"), nullptr);
}

TEST(Prices, NameEachFaultWithItsPlace) {
    const testing::TempFolder folder;
    const auto wrong =
        load_prices(folder.write("prices.yaml", "models:\n  a: {input: -1, output: 2}\n  b: 3\n"));
    ASSERT_TRUE(wrong.has_error());
    EXPECT_EQ(wrong.error().code(), ErrorCode::config);
    EXPECT_THAT(wrong.error().text(),
                AllOf(HasSubstr("prices.yaml:2:7 models.a.input"), HasSubstr("models.b")));
    EXPECT_THAT(load_prices(folder.path() / "none.yaml").error().text(), HasSubstr("price file"));
    EXPECT_THAT(load_prices(folder.write("none.yaml", "models: {}\n")).error().text(),
                HasSubstr("none.yaml:1:1 models: must not be empty"));
    EXPECT_THAT(load_prices(folder.write("inf.yaml", "models: {a: {input: .inf, output: 1}}\n"))
                    .error()
                    .text(),
                EndsWith("inf.yaml:1:21 models.a.input: '.inf' is no finite number; quote it if it "
                         "is a string"));
    EXPECT_FALSE(Prices::parse(R"({"models":{"a":3}})").any());
}

// OpenAI's price list of gpt-4o-mini (July 2024): 0.15, 0.075 cached and 0.60 USD a million.
TEST(Cost, IsTokensTimesPrice) {
    const Price mini{0.15, 0.60, 0.075};
    EXPECT_DOUBLE_EQ(*cost_of(mini, {1'000'000, 1'000'000, {}, {}}), 0.75);
    EXPECT_DOUBLE_EQ(*cost_of(mini, {1'000'000, 0, {}, 400'000}), 0.6 * 0.15 + 0.4 * 0.075);
    // Reasoning is among the output already.
    EXPECT_DOUBLE_EQ(*cost_of(mini, {0, 500'000, 400'000, {}}), 0.30);
    const Price without{1, 2, std::nullopt};
    EXPECT_DOUBLE_EQ(*cost_of(without, {1'000'000, 0, {}, 500'000}), 1);
}

TEST(Cost, IsAbsentWhereTheServerTellsNoTokensOrImpossibleOnes) {
    const Price price{1, 2, std::nullopt};
    EXPECT_FALSE(cost_of(price, {10, {}, {}, {}}));
    EXPECT_FALSE(cost_of(price, {{}, 10, {}, {}}));
    EXPECT_FALSE(cost_of(price, {10, 10, {}, 11}));
}

}  // namespace
}  // namespace hexameter::detail
