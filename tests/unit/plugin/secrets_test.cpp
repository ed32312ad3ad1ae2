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

}  // namespace
}  // namespace hexameter::detail
