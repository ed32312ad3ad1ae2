#include "run/parameters.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <string>

#include "spec/embedded.hpp"

namespace hexameter::detail {
namespace {

TEST(EffectiveParameters, AreThoseOfTheModelOverThoseOfTheRun) {
    EXPECT_EQ(effective_parameters(R"({"a":1,"b":[1,2]})", R"({"b":{"c":2},"d":null})").value(),
              R"({"a":1,"b":{"c":2},"d":null})");
    EXPECT_EQ(effective_parameters("{}", "{}").value(), "{}");
}

TEST(EffectiveParameters, HaveTheExtraOnesBesideTheOthers) {
    EXPECT_EQ(effective_parameters(R"({"extra":{"top_k":40,"min_p":0.1,"seed":1},"seed":7})",
                                   R"({"extra":{"top_k":5,"think":false}})")
                  .value(),
              R"({"seed":7,"top_k":5,"min_p":0.1,"think":false})");
    EXPECT_EQ(effective_parameters(R"({"extra":{"extra":{"a":1}}})", "{}").value(),
              R"({"extra":{"a":1}})");
}

TEST(MisplacedParameters, AreTheCommonOnesUnderExtra) {
    rapidjson::Document schema;
    schema.Parse(std::string(embedded::run_schema));
    for (const auto& one : schema["definitions"]["parameters"]["properties"].GetObject()) {
        const std::string name = one.name.GetString();
        if (name == "extra") continue;
        const auto faults = misplaced_parameters(R"({"extra":{"top_k":1,")" + name + R"(":1}})");
        ASSERT_EQ(faults.size(), 1u) << name;
        EXPECT_EQ(faults[0].pointer, "/extra/" + name);
        EXPECT_EQ(faults[0].message, name + " is a common parameter: write it beside extra");
    }
    for (const char* none : {R"({"seed":1})", R"({"extra":{"a":{"seed":1}}})", "{}", "[]"})
        EXPECT_TRUE(misplaced_parameters(none).empty()) << none;
}

TEST(EffectiveParameters, KeepNumbersAsTheyAre) {
    EXPECT_EQ(effective_parameters(R"({"seed":18446744073709551615,"t":0.7})", "{}").value(),
              R"({"seed":18446744073709551615,"t":0.7})");
}

TEST(EffectiveParameters, AreRefusedWhereTheyAreNoObject) {
    for (const std::string bad : {"[]", "1", "", "{", R"({"extra":[]})"}) {
        const auto result = effective_parameters("{}", bad);
        ASSERT_FALSE(result) << bad;
        EXPECT_EQ(result.error().code(), ErrorCode::config);
        EXPECT_FALSE(effective_parameters(bad, "{}")) << bad;
    }
}

TEST(Member, OfAnObjectIsGivenWhenItHasTheType) {
    const std::string object = R"({"url":"http://h","n":3,"neg":-1,"half":0.5,"text":"3"})";
    EXPECT_EQ(string_member(object, "url"), "http://h");
    EXPECT_EQ(string_member(object, "n"), "");
    EXPECT_EQ(string_member(object, "absent"), "");
    EXPECT_EQ(string_member("[]", "url"), "");
    EXPECT_EQ(whole_member(object, "n"), 3u);
    for (const char* name : {"neg", "half", "text", "absent"})
        EXPECT_FALSE(whole_member(object, name)) << name;
    EXPECT_FALSE(whole_member("no json", "n"));
}

TEST(UsageFrom, LeavesOutWhatIsNoWholeNumber) {
    const auto usage = usage_from(
        R"({"input_tokens":12,"output_tokens":"7","reasoning_tokens":-1,"cached_tokens":4.5})");
    EXPECT_EQ(usage.input_tokens, 12u);
    EXPECT_FALSE(usage.output_tokens);
    EXPECT_FALSE(usage.reasoning_tokens);
    EXPECT_FALSE(usage.cached_tokens);
    EXPECT_FALSE(usage_from("").input_tokens);
}

TEST(UsageFrom, LeavesOutAndNamesCountsOutOfRange) {
    const std::string json =
        R"({"input_tokens":9007199254740992,"output_tokens":9007199254740993,)"
        R"("reasoning_tokens":-1,"cached_tokens":null,"unusable":["completion_tokens",7]})";
    EXPECT_EQ(usage_from(json).input_tokens, 9007199254740992u);
    EXPECT_FALSE(usage_from(json).output_tokens);
    EXPECT_EQ(unusable_usage(json),
              (std::vector<std::string>{"output_tokens", "reasoning_tokens", "completion_tokens"}));
    EXPECT_TRUE(unusable_usage("").empty());
    EXPECT_TRUE(unusable_usage(R"({"input_tokens":3,"unusable":{}})").empty());
}

TEST(ClaimFrom, GivesTheDurationsThatAreThere) {
    const auto claim = claim_from(R"({"queue_ns":1,"load_ns":2,"prompt_ns":3,"total_ns":5})");
    EXPECT_EQ(claim.queue, Nanos(1));
    EXPECT_EQ(claim.load, Nanos(2));
    EXPECT_EQ(claim.prompt, Nanos(3));
    EXPECT_FALSE(claim.decode);
    EXPECT_EQ(claim.total, Nanos(5));
}

TEST(UsageFrom, SurvivesNestingWithoutEnd) {
    const std::string deep = R"({"input_tokens":1,"raw":)" + std::string(1'000'000, '[');
    EXPECT_FALSE(usage_from(deep).input_tokens);
}

}  // namespace
}  // namespace hexameter::detail
