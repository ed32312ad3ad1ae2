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

std::vector<std::string> places_of(const std::vector<SpecFault>& faults) {
    std::vector<std::string> places;
    for (const auto& fault : faults) {
        EXPECT_THAT(fault.message, ::testing::HasSubstr("in key_env"));
        EXPECT_THAT(fault.message, ::testing::Not(::testing::HasSubstr("cret")));
        places.push_back(fault.pointer);
    }
    return places;
}

std::vector<std::string> exposed(const std::string& config) {
    return places_of(exposed_in_config(config, schema));
}

TEST(ExposedSecrets, AreMembersNamedLikeKeysAndAddressesWithOne) {
    using ::testing::ElementsAre;
    EXPECT_THAT(exposed(R"({"api_key": "s3cret"})"), ElementsAre("/api_key"));
    EXPECT_THAT(exposed(R"({"a": [{"X-Api-Key": "s3cret"}], "password": 7})"),
                ElementsAre("/a/0/X-Api-Key", "/password"));
    EXPECT_THAT(exposed(R"({"u": "http://me:s3cret@host/"})"), ElementsAre("/u"));
    EXPECT_THAT(exposed(R"({"u": "http://host/v1?a=b&key=s3cret"})"), ElementsAre("/u"));
    EXPECT_THAT(exposed(R"({"hf_token": "hf_s3cret"})"), ElementsAre("/hf_token"));
}

TEST(ExposedSecrets, AreValuesOfAKeysFormWhateverTheirName) {
    using ::testing::ElementsAre;
    EXPECT_THAT(exposed(R"({"x": "sk-proj-ZZZZefghijklmnop1234567890"})"), ElementsAre("/x"));
    EXPECT_THAT(exposed(R"({"y": {"hdr": "Bearer sk-proj-YYYYabcdefghijkl"}, "z": ["a",
                           "hf_AbCdEfGhIjKlMnOpQrStUvWxYz"]})"),
                ElementsAre("/y/hdr", "/z/1"));
    EXPECT_THAT(exposed(R"({"base_url": "http://h:1/sk-proj-abcdefghijklmnop1234567890/v1"})"),
                ElementsAre("/base_url"));
    const auto faults =
        exposed_in_parameters(R"({"extra": {"x": "sk-proj-ZZZZefghijklmnop1234567890"}})", schema);
    ASSERT_EQ(faults.size(), 1u);
    EXPECT_EQ(faults[0].pointer, "/extra/x");
    EXPECT_THAT(faults[0].message, ::testing::HasSubstr("has the form of a key"));
    EXPECT_THAT(faults[0].message, ::testing::Not(::testing::HasSubstr("ZZZZ")));
    EXPECT_TRUE(exposed(R"({"a": "sk-", "b": "Basic arithmetic", "c": "sk-learn-classification",
                            "d": "Bearer of bad news, who came at noon", "e": "hf_hub"})")
                    .empty());
}

TEST(ExposedSecrets, AreNeitherNamesOfVariablesNorOtherSettings) {
    for (const char* settings :
         {R"({"key_env": "KEY", "api_key_env": "KEY"})", R"({"max_tokens": 5, "token": ""})",
          R"({"stop_token_ids": [1], "prompt_cache_key": "a", "eos_token": "</s>"})",
          R"({"u": "http://host/v1/a%40b?api-version=2024"})", R"({"t": "mail http://a@b"})", "[]"})
        EXPECT_TRUE(exposed(settings).empty()) << settings;
}

// A plugin may mark a property that is named like a key: in a configuration it names a variable.
TEST(ExposedSecrets, AreInParametersAlsoWhatTheConfigurationHasForTheNameOfAVariable) {
    const char* const marks_key = R"({"properties": {"api_key": {"x-secret": true}, "name": {}}})";
    EXPECT_TRUE(exposed_in_config(R"({"api_key": "KEY"})", marks_key).empty());
    const auto faults = exposed_in_parameters(R"({"extra": {"api_key": "s3cret"}})", marks_key);
    ASSERT_EQ(faults.size(), 1u);
    EXPECT_EQ(faults[0].pointer, "/extra/api_key");
    EXPECT_THAT(faults[0].message, ::testing::HasSubstr("in api_key"));
    EXPECT_EQ(exposed_in_parameters(R"({"api_key": "s3cret"})", marks_key).size(), 1u);
}

TEST(ExposedSecrets, AreNotWhatTheSchemaDeclaresToBeNone) {
    const char* const declares = R"({"properties": {
        "key_env": {"x-secret": true}, "token": {"x-secret": false}, "auth": {"type": "string"},
        "list": {"items": {"properties": {"key": {"x-secret": false}}}},
        "at": {"x-secret": false}}})";
    const auto places = [&](const char* config) {
        return places_of(exposed_in_config(config, declares));
    };
    EXPECT_TRUE(
        places(R"({"token": "[MASK]", "at": "a:b@c", "list": [{"key": "c major"}]})").empty());
    EXPECT_THAT(places(R"({"auth": "s3cret", "key": "s3cret", "list": [{"token": "s3cret"}]})"),
                ::testing::ElementsAre("/auth", "/key", "/list/0/token"));
}

}  // namespace
}  // namespace hexameter::detail
