#include "support/json/json.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hexameter::plugin_json {
namespace {

TEST(Find, WalksMembersAndElements) {
    const Document document =
        parse(R"({"choices":[{"delta":{"content":"hi","n":3,"on":true}}]})", "it");
    EXPECT_EQ(string_at(document, {"choices", 0, "delta", "content"}), "hi");
    EXPECT_EQ(uint_at(document, {"choices", 0, "delta", "n"}), 3U);
    EXPECT_EQ(bool_at(document, {"choices", 0, "delta", "on"}), true);
    EXPECT_EQ(find(document, {"choices", 1}), nullptr);
    EXPECT_EQ(find(document, {"choices", "delta"}), nullptr) << "an array has no members";
    EXPECT_EQ(find(document, {0}), nullptr) << "an object has no elements";
    EXPECT_EQ(find(document, {}), &document);
}

TEST(Find, GivesNothingForAnotherType) {
    const Document document = parse(R"({"a":null,"b":-1,"c":1.5})", "it");
    EXPECT_FALSE(string_at(document, {"a"}));
    EXPECT_FALSE(uint_at(document, {"b"}));
    EXPECT_FALSE(uint_at(document, {"c"}));
}

TEST(Parse, SaysWhatIsNoJsonAndWhere) {
    try {
        static_cast<void>(parse("<html>no</html>", "the reply"));
        FAIL() << "no error";
    } catch (const sdk::Error& e) {
        EXPECT_EQ(e.status(), sdk::Status::decode);
        const std::string text = e.what();
        EXPECT_NE(text.find("the reply is no JSON at byte 0"), std::string::npos) << text;
        EXPECT_NE(text.find("<html>"), std::string::npos) << text;
    }
}

TEST(Parse, RefusesEmptyTextTextAfterTheValueAndBadUtf8) {
    EXPECT_THROW(static_cast<void>(parse("", "it")), sdk::Error);
    EXPECT_THROW(static_cast<void>(parse({}, "it")), sdk::Error);
    EXPECT_THROW(static_cast<void>(parse("{} {}", "it")), sdk::Error);
    EXPECT_THROW(static_cast<void>(parse("\"\xFF\"", "it")), sdk::Error);
}

TEST(Parse, DoesNotOverflowTheStackOnDeepNesting) {
    const std::string deep(1000000, '[');
    EXPECT_THROW(static_cast<void>(parse(deep, "it")), sdk::Error);
}

TEST(Parse, RefusesWhatARecursionCouldNotWalk) {
    const auto nested = [](int levels) {
        return std::string(levels, '[') + "\"" + std::string(500, '[') + "\\\"\"" +
               std::string(levels, ']');
    };
    EXPECT_TRUE(parse(nested(128), "it").IsArray());
    for (const int levels : {129, 200000}) {
        try {
            static_cast<void>(parse(nested(levels), "it"));
            FAIL() << "no error";
        } catch (const sdk::Error& e) {
            EXPECT_STREQ(e.what(), "it is nested deeper than 128 levels");
        }
    }
}

TEST(ParseConfig, TakesEmptyTextForAnEmptyObjectAndNothingElse) {
    EXPECT_TRUE(parse_config("").IsObject());
    EXPECT_THROW(static_cast<void>(parse_config("[]")), sdk::Error);
}

}  // namespace
}  // namespace hexameter::plugin_json
