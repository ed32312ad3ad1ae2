#include "run/run_plan.hpp"

#include <gmock/gmock.h>

#include "rig.hpp"
#include "run/rehearsal.hpp"

namespace hexameter::detail {
namespace {

using namespace hexameter::testing;  // NOLINT: the rig
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

const char* const prices = R"({"currency":"EUR","models":{"m":{"input":4,"output":10}}})";

RunPlan plan_for(const RunSpec& spec, const Resumption* before = nullptr,
                 const std::function<Instant()>& clock = now) {
    const auto registry = registry_for(spec);
    const auto run = resolved(*registry, spec);
    return plan_of(*run, before, clock);
}

// Two prompts of 8 bytes, three times, and a warm-up: 7 requests to each of two models.
RunSpec two_models() {
    auto spec = spec_of({"inside", "openai"}, 2);
    spec.iterations = 3;
    spec.warmup = 1;
    return spec;
}

TEST(RunPlan, CountsRequestsAndShowsTheFirstPromptOfEachModel) {
    const auto plan = plan_for(two_models());
    EXPECT_EQ(plan.requests(), 14u);
    ASSERT_THAT(plan.models, SizeIs(2));
    EXPECT_EQ(plan.models[0].model, "inside");
    EXPECT_EQ(plan.models[0].warmups, 1u);
    EXPECT_EQ(plan.models[0].measured, 6u);
    EXPECT_EQ(plan.models[0].first_prompt, "prompt 1");
    EXPECT_EQ(plan.models[0].prompt_bytes, 7u * 8);
    EXPECT_EQ(plan.models[0].address, "");
    EXPECT_THAT(plan.models[1].address, StartsWith("http://"));
    EXPECT_EQ(plan.header.samples, 2u);
    EXPECT_EQ(plan.samples_looked_at, 2u);
    EXPECT_FALSE(plan.cost);
}

TEST(RunPlan, EstimatesCostFromBytesAndMaxTokens) {
    auto spec = two_models();
    spec.prices_json = prices;
    auto plan = plan_for(spec);
    ASSERT_TRUE(plan.cost);
    // 56 bytes are 14 tokens, of each of two models.
    EXPECT_DOUBLE_EQ(plan.cost->least, 2 * 14 * 4 / 1e6);
    EXPECT_FALSE(plan.cost->most);
    EXPECT_EQ(plan.currency, "EUR");
    spec.parameters_json = R"({"max_tokens": 100})";
    plan = plan_for(spec);
    ASSERT_TRUE(plan.cost && plan.cost->most);
    EXPECT_DOUBLE_EQ(*plan.cost->most, 2 * (14 * 4 + 7 * 100 * 10) / 1e6);
}

TEST(RunPlan, HasNoSumWhereAModelHasNoPrice) {
    auto spec = two_models();
    spec.models[1].model = "other";
    spec.prices_json = prices;
    const auto plan = plan_for(spec);
    EXPECT_TRUE(plan.models[0].cost);
    EXPECT_FALSE(plan.models[1].cost);
    EXPECT_FALSE(plan.cost);
}

TEST(RunPlan, TakesTheMeanOfTheSamplesThatItHadTimeFor) {
    auto spec = spec_of({"inside"}, 4);
    const auto plan =
        plan_for(spec, nullptr, [at = Instant()]() mutable { return at += rehearsal_budget / 2; });
    EXPECT_EQ(plan.samples_looked_at, 2u);
    EXPECT_EQ(plan.models[0].prompt_bytes, 4u * 8);
}

TEST(RunPlan, CountsWhatIsLeftOfARunThatGoesOn) {
    const auto spec = two_models();
    Resumption before;
    before.done = {{true, true, false, true, false, false}, std::vector<bool>(6, true)};
    const auto plan = plan_for(spec, &before);
    EXPECT_EQ(plan.models[0].measured, 3u);
    EXPECT_EQ(plan.models[0].warmups, 1u);
    EXPECT_EQ(plan.models[1].measured, 0u);
    EXPECT_EQ(plan.models[1].warmups, 0u);
}

TEST(RunPlan, CountsThePrefixOfBustedPrompts) {
    auto spec = spec_of({"inside"}, 1);
    spec.prompt_cache = PromptCache::bust;
    const auto plan = plan_for(spec);
    EXPECT_THAT(plan.models[0].first_prompt, StartsWith("[hexameter "));
    EXPECT_EQ(plan.models[0].prompt_bytes, plan.models[0].first_prompt.size());
}

TEST(RunPlan, RefusesALimitThatThePromptsAlonePass) {
    auto spec = two_models();
    spec.prices_json = prices;
    spec.max_cost = 1e-6;
    const auto refused = check_cost(plan_for(spec));
    ASSERT_TRUE(refused.has_error());
    EXPECT_THAT(refused.error().text(),
                AllOf(HasSubstr("the prompts alone would cost about 0.000112 EUR"),
                      HasSubstr("max_cost is 1e-06")));
    spec.max_cost = 1;
    EXPECT_TRUE(check_cost(plan_for(spec)));
}

TEST(RunPlan, NeedsAPriceForEachModelOfARunWithALimit) {
    auto spec = two_models();
    spec.max_cost = 1;
    EXPECT_THAT([&] { plan_for(spec); },
                ::testing::ThrowsMessage<std::runtime_error>(HasSubstr("needs prices")));
    spec.prices_json = prices;
    spec.models[1].model = "other";
    EXPECT_THAT([&] { plan_for(spec); },
                ::testing::ThrowsMessage<std::runtime_error>(HasSubstr("other has no price")));
    spec.prices_json = R"({"models":{"m":{"input":-1,"output":1}}})";
    EXPECT_THAT([&] { plan_for(spec); },
                ::testing::ThrowsMessage<std::runtime_error>(HasSubstr("prices.models.m.input")));
}

}  // namespace
}  // namespace hexameter::detail
