#include "hexameter/simulator/model.hpp"

#include <gmock/gmock.h>

namespace hexameter::simulator {
namespace {

using ::testing::HasSubstr;

TEST(Models, AreFoundByNameWithAndWithoutTag) {
    const auto& models = built_in_models();

    ASSERT_NE(find_model(models, "steady"), nullptr);
    EXPECT_EQ(find_model(models, "steady:latest"), find_model(models, "steady"));
    EXPECT_EQ(find_model(models, "steady:7b"), nullptr);
    EXPECT_EQ(find_model(models, ""), nullptr);
    EXPECT_EQ(names_of(models), "swift, steady, bursty, reasoner, flaky, slow");
}

TEST(Faults, WordsGoThereAndBack) {
    for (const char* word :
         {"none", "http_error", "html", "stream_error", "cut", "stall", "close"}) {
        const auto fault = fault_from(word);
        ASSERT_TRUE(fault) << word;
        EXPECT_EQ(to_string(*fault), word);
    }
    EXPECT_FALSE(fault_from("fire"));
}

TEST(Overrides, MakeTimesAndLengthExact) {
    Overrides overrides;
    ASSERT_EQ(overrides.set_number("ttft_ms", 50), "");
    ASSERT_EQ(overrides.set_number("itl_ms", 10), "");
    ASSERT_EQ(overrides.set_number("tokens", 100), "");
    const ModelProfile model = apply(*find_model(built_in_models(), "swift"), overrides);

    EXPECT_EQ(model.ttft_ms.median, 50);
    EXPECT_EQ(model.ttft_ms.sigma, 0);
    EXPECT_EQ(model.itl_ms.median, 10);
    EXPECT_EQ(model.itl_ms.sigma, 0);
    EXPECT_EQ(model.output_tokens.median, 100);
    EXPECT_TRUE(model.exact_tokens);
}

TEST(Overrides, LeaveWhatIsNotGiven) {
    const ModelProfile& model = *find_model(built_in_models(), "flaky");
    const ModelProfile same = apply(model, {});

    EXPECT_EQ(same.ttft_ms.median, model.ttft_ms.median);
    EXPECT_EQ(same.error_rate, 0.2);
    EXPECT_FALSE(same.exact_tokens);
}

TEST(Overrides, RefuseWhatTheyCannotTakeAndSayWhatTheyCan) {
    Overrides overrides;

    EXPECT_THAT(overrides.set_number("error_rate", 1.5), HasSubstr("from 0 to 1"));
    EXPECT_THAT(overrides.set_number("tokens", 0), HasSubstr("from 1"));
    EXPECT_THAT(overrides.set_number("speed", 1), HasSubstr("ttft_ms"));
    EXPECT_THAT(overrides.set_word("fault", "fire"), HasSubstr("stream_error"));
    EXPECT_THAT(overrides.set_word("pace", "no"), HasSubstr("fault"));
    EXPECT_THAT(overrides.set_flag("fault", true), HasSubstr("pace"));
    EXPECT_FALSE(overrides.error_rate || overrides.tokens || overrides.fault || overrides.pace);
}

}  // namespace
}  // namespace hexameter::simulator
