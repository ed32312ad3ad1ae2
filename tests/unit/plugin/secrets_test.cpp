#include "plugin/secrets.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace hexameter::detail {
namespace {

const char* const schema =
    R"({"properties": {"key_env": {"type": "string", "x-secret": true}, "name": {}}})";

TEST(Secrets, GivesTheValueOfTheVariableThatTheConfigurationNames) {
    ::setenv("HEXAMETER_TEST_KEY", "s3cret", 1);
    const auto secrets =
        collect_secrets(R"({"key_env": "HEXAMETER_TEST_KEY", "name": "HOME"})", schema);
    ASSERT_TRUE(secrets) << secrets.error().text();
    EXPECT_EQ(secrets.value(),
              (std::map<std::string, std::string>{{"HEXAMETER_TEST_KEY", "s3cret"}}));
}

TEST(Secrets, AreNoneWhenNothingIsMarkedOrSet) {
    EXPECT_TRUE(collect_secrets(R"({"name": "HOME"})", schema)->empty());
    EXPECT_TRUE(collect_secrets(R"({"key_env": "HOME"})", "{}")->empty());
    EXPECT_TRUE(collect_secrets(R"({"key_env": "HOME"})", "")->empty());
}

TEST(Secrets, NameVariableAndFieldWhenTheVariableIsNotSet) {
    ::unsetenv("HEXAMETER_TEST_KEY");
    const auto secrets = collect_secrets(R"({"key_env": "HEXAMETER_TEST_KEY"})", schema);
    ASSERT_FALSE(secrets);
    EXPECT_EQ(secrets.error().code(), ErrorCode::config);
    EXPECT_THAT(secrets.error().message(), ::testing::HasSubstr("HEXAMETER_TEST_KEY is not set"));
    EXPECT_THAT(secrets.error().message(), ::testing::HasSubstr("drop key_env"));
}

TEST(Secrets, AreNeitherEmptyNorBroken) {
    ::setenv("HEXAMETER_TEST_KEY", "", 1);
    const auto empty = collect_secrets(R"({"key_env": "HEXAMETER_TEST_KEY"})", schema);
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().where(), "key_env");
    EXPECT_THAT(empty.error().message(), ::testing::HasSubstr("HEXAMETER_TEST_KEY is empty"));
    for (const char* const value : {"s3cret\n", "\ts3cret",
                                    "s3\x7f"
                                    "cret",
                                    "s3\rcret"}) {
        ::setenv("HEXAMETER_TEST_KEY", value, 1);
        const auto broken = collect_secrets(R"({"key_env": "HEXAMETER_TEST_KEY"})", schema);
        ASSERT_FALSE(broken);
        EXPECT_EQ(broken.error().code(), ErrorCode::config);
        EXPECT_THAT(broken.error().message(), ::testing::HasSubstr("control character"));
        EXPECT_THAT(broken.error().message(), ::testing::Not(::testing::HasSubstr("cret")));
    }
}

std::vector<std::string> exposed(const std::string& settings) {
    std::vector<std::string> places;
    for (const auto& fault : exposed_secrets(settings, schema)) {
        EXPECT_THAT(fault.message, ::testing::HasSubstr("in key_env"));
        EXPECT_THAT(fault.message, ::testing::Not(::testing::HasSubstr("cret")));
        places.push_back(fault.pointer);
    }
    return places;
}

TEST(ExposedSecrets, AreMembersNamedLikeKeysAndAddressesWithOne) {
    using ::testing::ElementsAre;
    EXPECT_THAT(exposed(R"({"api_key": "s3cret"})"), ElementsAre("/api_key"));
    EXPECT_THAT(exposed(R"({"a": [{"X-Api-Key": "s3cret"}], "password": 7})"),
                ElementsAre("/a/0/X-Api-Key", "/password"));
    EXPECT_THAT(exposed(R"({"u": "http://me:s3cret@host/"})"), ElementsAre("/u"));
    EXPECT_THAT(exposed(R"({"u": "http://host/v1?a=b&key=s3cret"})"), ElementsAre("/u"));
}

TEST(ExposedSecrets, AreNeitherNamesOfVariablesNorOtherSettings) {
    for (const char* settings :
         {R"({"key_env": "KEY", "api_key_env": "KEY"})", R"({"max_tokens": 5, "token": ""})",
          R"({"stop_token_ids": [1], "prompt_cache_key": "a", "eos_token": "</s>"})",
          R"({"u": "http://host/v1/a@b?api-version=2024"})", R"({"t": "mail http://a@b"})", "[]"})
        EXPECT_TRUE(exposed(settings).empty()) << settings;
}

}  // namespace
}  // namespace hexameter::detail
