#include "spec/json_schema.hpp"

#include <gtest/gtest.h>

#include "unit/base/temp_folder.hpp"

namespace hexameter::detail {
namespace {

// "pointer: message" per fault, one a line; "valid" without any.
std::string verdict(const std::string& json, const std::string& schema) {
    const auto faults = check_against_schema(json, schema);
    if (faults.has_error()) return "error: " + faults.error().text();
    std::string text;
    for (const auto& fault : faults.value())
        text += (text.empty() ? "" : "\n") + fault.pointer + ": " + fault.message;
    return text.empty() ? "valid" : text;
}

TEST(CheckAgainstSchema, SaysWhatIsThereAndWhatIsAllowed) {
    const auto of = [](const std::string& property, const std::string& value) {
        return verdict("{\"a\":" + value + "}", R"({"properties":{"a":)" + property + "}}");
    };
    EXPECT_EQ(of(R"({"type":"integer","minimum":1,"maximum":64})", "0"),
              "/a: must be a whole number from 1 to 64, not 0");
    EXPECT_EQ(of(R"({"type":"integer","minimum":1,"maximum":64})", "5.5"),
              "/a: must be a whole number from 1 to 64, not 5.5");
    EXPECT_EQ(of(R"({"type":"integer","maximum":64})", "1e30"),
              "/a: must be a whole number of at most 64, not 1e+30");
    EXPECT_EQ(of(R"({"type":"number","exclusiveMinimum":0})", "0"),
              "/a: must be a number above 0, not 0");
    EXPECT_EQ(of(R"({"minimum":0,"exclusiveMaximum":1})", "1"),
              "/a: must be a number of at least 0 and below 1, not 1");
    EXPECT_EQ(of(R"({"enum":["a","b",3]})", "\"c\""),
              "/a: must be \"a\", \"b\" or 3, not the string \"c\"");
    EXPECT_EQ(of(R"({"const":true})", "false"), "/a: must be true, not false");
    EXPECT_EQ(of(R"({"type":["string","null"]})", "[]"),
              "/a: must be a string or null, not a list");
    EXPECT_EQ(of(R"({"type":"boolean"})", "{}"), "/a: must be true or false, not an object");
    EXPECT_EQ(of(R"({"type":"array"})", "null"), "/a: must be a list, not null");
    EXPECT_EQ(of(R"({"minLength":1})", "\"\""), "/a: must not be empty");
    EXPECT_EQ(of(R"({"maxLength":2})", "\"\u00e9\u00e9\u00e9\""),
              "/a: must have 2 characters or fewer, not 3");
    EXPECT_EQ(of(R"({"maxLength":3})", "\"\u00e9\u00e9\u00e9\""), "valid");
    EXPECT_EQ(of(R"({"pattern":"^[a-z]+$"})", "\"A\""),
              "/a: must match the pattern ^[a-z]+$, not the string \"A\"");
    EXPECT_EQ(of(R"({"pattern":"^[a-z]+$","x-pattern":"be small letters"})", "\"A\""),
              "/a: must be small letters, not the string \"A\"");
    EXPECT_EQ(of(R"({"minItems":1})", "[]"), "/a: must not be an empty list");
    EXPECT_EQ(of(R"({"maxItems":1})", "[1,2]"), "/a: must have 1 items or fewer, not 2");
    EXPECT_EQ(of(R"({"uniqueItems":true})", "[1,2,1]"), "/a/2: 1 stands twice");
    EXPECT_EQ(of("false", "1"), "/a: nothing may stand here");
    EXPECT_EQ(of("true", "1"), "valid");
}

TEST(CheckAgainstSchema, CutsLongStringsShort) {
    const auto text = verdict("\"" + std::string(59, 'x') + "\u00e9" + std::string(100, 'y') + "\"",
                              R"({"type":"integer"})");
    EXPECT_EQ(text, ": must be a whole number, not the string \"" + std::string(59, 'x') +
                        "\"... (161 bytes)");
}

TEST(CheckAgainstSchema, NamesUnknownAndMissingFields) {
    const std::string schema =
        R"({"additionalProperties":false,"required":["file"],"patternProperties":{"^x-":{}},
            "properties":{"file":{},"format":{"additionalProperties":false}}})";
    EXPECT_EQ(verdict("{}", schema), ": the field 'file' is missing");
    EXPECT_EQ(verdict(R"({"fil":1})", schema), "/fil: unknown field; did you mean 'file'?");
    EXPECT_EQ(verdict(R"({"file":1,"zzz":2,"x-y":3})", schema),
              "/zzz: unknown field; there are file, format");
    EXPECT_EQ(verdict(R"({"file":1,"format":{"a/b":2}})", schema),
              "/format/a~1b: unknown field; none is allowed here");
    const std::string hinted =
        R"({"additionalProperties":false,"x-unknown":"ask","properties":{"file":{}}})";
    EXPECT_EQ(verdict(R"({"fil":1})", hinted), "/fil: unknown field; did you mean 'file'? (ask)");
    EXPECT_EQ(verdict(R"({"zzz":1})", hinted), "/zzz: unknown field; there are file (ask)");
}

TEST(CheckAgainstSchema, SaysWhenAnObjectIsEmpty) {
    EXPECT_EQ(verdict(R"({"a":{}})", R"({"properties":{"a":{"minProperties":1}}})"),
              "/a: must not be empty");
    EXPECT_EQ(verdict(R"({"a":{"b":1}})", R"({"properties":{"a":{"minProperties":2}}})"),
              "/a: must have 2 fields or more, not 1");
}

TEST(CheckAgainstSchema, GivesOneFaultForAlternativesThatAllFail) {
    const std::string schema = R"({"items":{"anyOf":[{"type":"string","minLength":1},
        {"type":"object","required":["id"],"additionalProperties":false,
         "properties":{"id":{"type":"string"},"config":{"type":"object"}}}]}})";
    EXPECT_EQ(verdict(R"(["a",{"id":"b"}])", schema), "valid");
    EXPECT_EQ(verdict("[5]", schema), "/0: must be a string or an object, not 5");
    EXPECT_EQ(verdict(R"([{"id":5}])", schema), "/0/id: must be a string, not 5");
    EXPECT_EQ(verdict(R"([{"id":"a","conf":{}}])", schema),
              "/0/conf: unknown field; did you mean 'config'?");
    EXPECT_EQ(verdict(R"([""])", schema), "/0: must not be empty");
}

TEST(CheckAgainstSchema, NamesTheFieldsOfWhichOneIsWanted) {
    const std::string schema = R"({"oneOf":[{"required":["file"]},{"required":["samples"]}]})";
    EXPECT_EQ(verdict("{}", schema), ": needs 'file' or 'samples'");
    EXPECT_EQ(verdict(R"({"file":1,"samples":2})", schema),
              ": only one of 'file', 'samples' may be given");
    EXPECT_EQ(verdict(R"({"file":1})", schema), "valid");
}

TEST(CheckAgainstSchema, FollowsReferencesConditionsAndLists) {
    EXPECT_EQ(verdict(R"({"a":{"a":5}})", R"({"type":"object","properties":{"a":{"$ref":"#"}}})"),
              "/a/a: must be an object, not 5");
    EXPECT_EQ(verdict(R"({"a":1})", R"({"allOf":[{"required":["b"]},{"required":["c"]}]})"),
              ": the field 'b' is missing\n: the field 'c' is missing");
    const std::string condition =
        R"({"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}})";
    EXPECT_EQ(verdict(R"({"a":1})", condition), ": the field 'b' is missing");
    EXPECT_EQ(verdict("{}", condition), ": the field 'c' is missing");
    EXPECT_EQ(verdict("[1,\"x\"]", R"({"items":[{"type":"integer"},{"type":"integer"}]})"),
              "/1: must be a whole number, not the string \"x\"");
    EXPECT_EQ(verdict(R"({"k":1})", R"({"additionalProperties":{"type":"string"}})"),
              "/k: must be a string, not 1");
}

TEST(CheckAgainstSchema, NeverTakesAnInvalidDocumentForAValidOne_WhateverTheKeyword) {
    EXPECT_NE(verdict("7", R"({"multipleOf":2})"), "valid");
    EXPECT_NE(verdict(R"({"a":1})", R"({"not":{"required":["a"]}})"), "valid");
    EXPECT_NE(verdict(R"({"a":1})", R"({"dependencies":{"a":["b"]}})"), "valid");
    EXPECT_NE(verdict(R"({"ab":1})", R"({"propertyNames":{"maxLength":1}})"), "valid");
    EXPECT_NE(verdict("[1]", R"({"contains":{"const":2}})"), "valid");
    EXPECT_EQ(
        verdict(R"({"x":{"a":7}})", R"({"properties":{"x":{"properties":{"a":{"multipleOf":2}}}}})")
            .substr(0, 6),
        "/x/a: ");
}

TEST(CheckAgainstSchema, TellsTheLargestIntegersApart) {
    const std::string schema = R"({"type":"integer","minimum":0,"maximum":18446744073709551615})";
    EXPECT_EQ(verdict("18446744073709551615", schema), "valid");
    EXPECT_NE(verdict("18446744073709551616", schema), "valid");
    EXPECT_NE(verdict("-1", schema), "valid");
    EXPECT_EQ(verdict("9223372036854775808", R"({"maximum":5})"),
              ": must be a number of at most 5, not 9223372036854775808");
}

TEST(CheckAgainstSchema, ReportsWhatIsNoJsonAndNoSchema) {
    EXPECT_EQ(verdict("{", "{}").substr(0, 39), "error: 1:2: the document is not valid J");
    EXPECT_EQ(verdict("1", "{").substr(0, 37), "error: 1:2: the schema is not valid J");
    EXPECT_EQ(verdict("1", R"({"type":"objekt"})"),
              "error: the schema cannot be used: Unrecognised JSON type name 'objekt'");
    EXPECT_NE(verdict(R"({"a":"x"})", R"({"properties":{"a":{"pattern":"("}}})").find("error: "),
              std::string::npos);
    EXPECT_NE(verdict("1", R"({"$ref":"http://127.0.0.1/x"})").find("error: "), std::string::npos);
    EXPECT_NE(verdict("1", R"({"$ref":"#/definitions/none"})").find("error: "), std::string::npos);
    EXPECT_EQ(verdict(std::string(200'000, '['), "{}"),
              "error: the document is nested deeper than 128 levels");
}

TEST(CheckAgainstSchema, RefusesSchemasThatNeverEnd) {
    const std::string refusal = "error: the schema cannot be used: it refers to itself in a circle";
    EXPECT_EQ(verdict("1", R"({"$ref":"#"})"), refusal);
    EXPECT_EQ(verdict("1", R"({"allOf":[{"$ref":"#"}]})"), refusal);
    EXPECT_EQ(verdict("1", R"({"definitions":{"a":{"$ref":"#/definitions/b"},
                                              "b":{"not":{"$ref":"#/definitions/a"}}}})"),
              refusal);
    EXPECT_EQ(
        verdict("{}", R"({"anyOf":[{"properties":{"a":{"$ref":"#"}}},{"$ref":"#/anyOf/0"}]})"),
        "valid");
}

TEST(JsonSchema, ChecksManyDocuments) {
    const auto schema = JsonSchema::parse(R"({"type":"integer"})");
    ASSERT_TRUE(schema.has_value());
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(schema.value().check("1").value().empty());
        EXPECT_EQ(schema.value().check("\"x\"").value().size(), 1U);
    }
}

TEST(WithDefaults, FillsObjectsAtEveryDepthAndItemsOfLists) {
    const std::string schema = R"({"properties":{
        "a":{"default":1},
        "o":{"default":{},"properties":{"b":{"default":[2]},"p":{"properties":{"c":{"default":3}}}}},
        "list":{"items":{"properties":{"d":{"$ref":"#/definitions/four"}}}},
        "absent":{"properties":{"e":{"default":5}}}},
        "allOf":[{"properties":{"f":{"default":null}}}],
        "definitions":{"four":{"default":4}}})";
    EXPECT_EQ(with_defaults("{}", schema).value(), R"({"f":null,"a":1,"o":{"b":[2]}})");
    EXPECT_EQ(with_defaults(R"({"a":7,"o":{"p":{}},"list":[{},{"d":0},5]})", schema).value(),
              R"({"a":7,"o":{"p":{"c":3},"b":[2]},"list":[{"d":4},{"d":0},5],"f":null})");
    EXPECT_EQ(with_defaults("5", schema).value(), "5");
    EXPECT_EQ(with_defaults("{}", "true").value(), "{}");
}

TEST(WithDefaults, RefusesACircleAndWhatIsNoJson) {
    EXPECT_TRUE(with_defaults("{}", R"({"properties":{"a":{"$ref":"#/definitions/x"}},
        "definitions":{"x":{"default":{},"properties":{"a":{"$ref":"#/definitions/x"}}}}})")
                    .has_error());
    EXPECT_TRUE(with_defaults("{", "{}").has_error());
    EXPECT_TRUE(with_defaults("{}", "").has_error());
}

// Every schema of ours with its examples.
class Schemas : public ::testing::TestWithParam<const char*> {};

TEST_P(Schemas, TakesItsValidExampleAndRefusesTheOther) {
    const std::filesystem::path folder = HEXAMETER_SOURCE_DIR "/schemas";
    const std::string name = GetParam();
    const auto schema = hexameter::testing::content_of(folder / (name + ".schema.json"));
    const auto example = [&](const char* kind) {
        return hexameter::testing::content_of(folder / "examples" / (name + "." + kind + ".json"));
    };
    EXPECT_EQ(verdict(example("valid"), schema), "valid");
    const auto refused = verdict(example("invalid"), schema);
    EXPECT_NE(refused, "valid");
    EXPECT_EQ(refused.find("error"), std::string::npos) << refused;
}

INSTANTIATE_TEST_SUITE_P(All, Schemas,
                         ::testing::Values("run", "event", "manifest", "config", "prices"));

}  // namespace
}  // namespace hexameter::detail
