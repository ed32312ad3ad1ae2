#include <gmock/gmock.h>

#include "hexameter/asserts.hpp"

namespace hexameter {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using enum Assert::Operator;

Assert one(const std::string& text) {
    const auto asserts = parse_asserts(text);
    EXPECT_TRUE(asserts) << text << ": " << asserts.error().text();
    return asserts ? asserts.value().front() : Assert{};
}

std::string refusal(const std::string& text) {
    const auto asserts = parse_asserts(text);
    EXPECT_TRUE(asserts.has_error()) << text;
    return asserts ? "" : asserts.error().text();
}

TEST(AssertSyntax, HasMetricStatisticOperatorAndValue) {
    const auto assert = one("ttft.p90<500ms");
    EXPECT_EQ(assert.model, "");
    EXPECT_EQ(assert.metric, "ttft");
    EXPECT_EQ(assert.statistic, "p90");
    EXPECT_EQ(assert.comparison, less);
    EXPECT_EQ(assert.number, 500);
    EXPECT_EQ(assert.unit, "ms");
}

TEST(AssertSyntax, TakesEveryOperatorWithAndWithoutBlanks) {
    EXPECT_EQ(one("ok<=3").comparison, at_most);
    EXPECT_EQ(one("ok >= 3").comparison, at_least);
    EXPECT_EQ(one(" ok>3").comparison, greater);
    EXPECT_EQ(one("ok == 3 ").comparison, equal);
    EXPECT_EQ(one("ok!=3").comparison, not_equal);
}

TEST(AssertSyntax, TakesLabelsDotsInNamesAndTheStatisticWithADot) {
    const auto labelled = one("pass_at[k=5].mean >= 0.9");
    EXPECT_EQ(labelled.metric, "pass_at");
    EXPECT_EQ(labelled.label, "k=5");
    EXPECT_EQ(labelled.statistic, "mean");
    EXPECT_EQ(one("total.p99.9<2s").statistic, "p99.9");
    EXPECT_EQ(one("pass.at.mean>0").metric, "pass.at");
    EXPECT_EQ(one("tps_e2e.mean > 30 tokens/s").unit, "tokens/s");
}

TEST(AssertSyntax, TakesAModelWhoseNameHasColons) {
    const auto assert = one("llama3.2:3b: error_rate < 1%");
    EXPECT_EQ(assert.model, "llama3.2:3b");
    EXPECT_EQ(assert.metric, "error_rate");
    EXPECT_EQ(assert.statistic, "");
    EXPECT_EQ(assert.unit, "%");
}

TEST(AssertSyntax, JoinsSeveralWithTheModelOfTheOneBefore) {
    const auto asserts =
        parse_asserts("swift: ttft.mean<1s and failed==0&&steady:ok>=2 and total.max<9s");
    ASSERT_TRUE(asserts) << asserts.error().text();
    ASSERT_THAT(asserts.value(), SizeIs(4));
    EXPECT_EQ(asserts.value()[1].model, "swift");
    EXPECT_EQ(asserts.value()[2].metric, "ok");
    EXPECT_EQ(asserts.value()[3].model, "steady");
}

TEST(AssertSyntax, LeavesNamesWithAndInThemWhole) {
    EXPECT_EQ(one("brand.mean>1").metric, "brand");
}

TEST(AssertSyntax, SaysThatOnlyAndJoins) {
    for (const char* text : {"ttft.mean<500ms or failed==0", "ok>0 || failed==0", "ok>0, failed==0",
                             "ok>0 AND ok<9", "ok>0 & failed==0", "ok>3 or 4"})
        EXPECT_THAT(refusal(text), HasSubstr("only \"and\" (or &&) joins conditions")) << text;
}

TEST(AssertSyntax, SaysWhatIsWrongWithWhichPart) {
    EXPECT_THAT(refusal("ttft.p90 500ms"), HasSubstr("'ttft.p90 500ms': there is no comparison"));
    EXPECT_THAT(refusal("ok=3"), HasSubstr("equality is =="));
    EXPECT_THAT(refusal("ok>=3 and ttft.p90<"), HasSubstr("'ttft.p90<': no value is given"));
    EXPECT_THAT(refusal("ok>=many"), HasSubstr("'many' is no number"));
    EXPECT_THAT(refusal("ok>=inf"), HasSubstr("is no number"));
    EXPECT_THAT(refusal("<3"), HasSubstr("no metric is named"));
    EXPECT_THAT(refusal(": ok<3"), HasSubstr("no model before the ':'"));
    EXPECT_THAT(refusal("a[k=5.mean<3"), HasSubstr("there is no comparison"));
    EXPECT_THAT(refusal("a[k=5]<3"), HasSubstr("a statistic has to follow the label"));
    EXPECT_THAT(refusal("ok>3 and "), HasSubstr("there is no condition"));
    EXPECT_THAT(refusal("ok!3"), HasSubstr("'!' compares nothing"));
}

}  // namespace
}  // namespace hexameter
