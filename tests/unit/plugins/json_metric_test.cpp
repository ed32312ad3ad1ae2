// The metric json, from its built file.
#include <gmock/gmock.h>

#include "unit/plugins/metric_plugin.hpp"

namespace hexameter {
namespace {

using test::MetricPlugin;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

MetricPlugin with_schema(const std::string& schema) {
    return MetricPlugin("json", R"({"schema":)" + schema + "}");
}

// Whether the one answer fits the schema; nothing when that cannot be told.
std::optional<double> fits(const std::string& schema, const std::string& answer) {
    return with_schema(schema).score({answer}, {}, 1);
}

TEST(Json, IsValidAsRfc8259HasIt) {
    MetricPlugin metric("json");
    for (const char* valid : {"{}", " [1, 2.5e3, -0]\n", "null", "\"\\u00e9\"", "true",
                              R"({"a":{"b":[]}})", "123456789012345678901234567890"}) {
        EXPECT_EQ(metric.score({valid}), 1.0) << valid;
        EXPECT_THAT(metric.note(), IsEmpty());
    }
    for (const char* invalid : {"", " ", "{", "{a:1}", "[1,]", "{'a':1}", "01", "NaN", "nul",
                                "{} {}", "\"\xFF\"", "// x\n1", "Here: {}", "\"a\nb\"", "1e999"}) {
        EXPECT_EQ(metric.score({invalid}), 0.0) << invalid;
        EXPECT_THAT(metric.note(), HasSubstr("the answer is no JSON: ")) << invalid;
    }
    EXPECT_EQ(metric.score({std::string("{}\0{", 4)}), 0.0);
    EXPECT_EQ(metric.score({"{}", "x"}), 0.5);
    EXPECT_EQ(metric.score({}), std::nullopt);
}

TEST(Json, SaysWhereAnAnswerIsNoJson) {
    MetricPlugin metric("json");
    metric.score({"[1,]"});
    EXPECT_THAT(metric.note(), HasSubstr("At byte 4."));
}

TEST(Json, TakesAnyDepth) {
    MetricPlugin metric("json");
    const std::size_t depth = 1'000'000;
    EXPECT_EQ(metric.score({std::string(depth, '[') + std::string(depth, ']')}), 1.0);
}

TEST(Json, LooksIntoTheFirstFencedBlock) {
    MetricPlugin metric("json", R"({"find":"fenced"})");
    EXPECT_EQ(metric.score({"Sure:\n```json\n{\"a\": 1}\n```\nDone."}), 1.0);
    EXPECT_EQ(metric.score({"~~~\n[\n```\n]\n~~~"}), 0.0) << "the other fence is content";
    EXPECT_EQ(metric.score({"```\n{\n```\n```\n{}\n```"}), 0.0) << "the first one counts";
    EXPECT_EQ(metric.score({"```\n{}"}), 1.0) << "a fence that nobody closes";
    EXPECT_EQ(metric.score({"{}"}), 1.0) << "no fence at all";
    EXPECT_EQ(metric.score({"Sure: {}"}), 0.0);
    EXPECT_EQ(metric.score({"```json\n```"}), 0.0);
}

TEST(Json, FindsTheFirstObjectOrArrayAnywhere) {
    MetricPlugin metric("json", R"({"find":"embedded","schema":{"required":["a"]}})");
    EXPECT_EQ(metric.score({"Sure, {this}: {\"a\": [1]} and {\"b\": 2}."}, {}, 1), 1.0);
    EXPECT_EQ(metric.score({"Sure: ```{\"b\": 2}``` {\"a\": 1}"}, {}, 1), 0.0);
    EXPECT_EQ(metric.score({"42"}), 0.0) << "numbers are everywhere";
    EXPECT_THAT(metric.note(), HasSubstr("holds no JSON object or array"));
}

TEST(Json, EndsASearchThroughOpeningBrackets) {
    MetricPlugin metric("json", R"({"find":"embedded"})");
    EXPECT_EQ(metric.all({std::string(200'000, '[')}, {}), std::nullopt);
    EXPECT_THAT(metric.error(), HasSubstr("too many opening brackets"));
}

// Cases in the manner of the JSON Schema Test Suite, draft 7: the keyword's own tests.
TEST(JsonSchema, HoldsAnswersToDraft7) {
    EXPECT_EQ(fits(R"({"type":"integer"})", "1"), 1.0);
    EXPECT_EQ(fits(R"({"type":"integer"})", "1.1"), 0.0);
    EXPECT_EQ(fits(R"({"type":"integer"})", "1.0"), 1.0) << "a float with zero fractional part";
    EXPECT_EQ(fits(R"({"maxLength":2.0})", "\"foo\""), 0.0);
    EXPECT_EQ(fits(R"({"const":1})", "1.0"), 1.0);
    EXPECT_EQ(fits(R"({"type":["integer","string"]})", "\"foo\""), 1.0);
    EXPECT_EQ(fits(R"({"required":["foo"]})", "[]"), 1.0) << "ignores arrays";
    EXPECT_EQ(fits(R"({"required":["foo"]})", R"({"bar":1})"), 0.0);
    EXPECT_EQ(fits(R"({"properties":{"foo":{}},"additionalProperties":false})", R"({"quux":1})"),
              0.0);
    EXPECT_EQ(fits(R"({"enum":[6,"foo",[],true,{"foo":12}]})", R"({"foo":12})"), 1.0);
    EXPECT_EQ(fits(R"({"const":{"foo":"bar","baz":"bax"}})", R"({"baz":"bax","foo":"bar"})"), 1.0);
    EXPECT_EQ(fits(R"({"not":{"type":"integer"}})", "1"), 0.0);
    EXPECT_EQ(fits(R"({"oneOf":[{"type":"integer"},{"minimum":2}]})", "3"), 0.0);
    EXPECT_EQ(fits(R"({"if":{"exclusiveMaximum":0},"then":{"minimum":-10}})", "-100"), 0.0);
    EXPECT_EQ(fits(R"({"contains":{"minimum":5}})", "[3,4,5]"), 1.0);
    EXPECT_EQ(fits(R"({"propertyNames":{"maxLength":3}})", R"({"foobar":{}})"), 0.0);
    EXPECT_EQ(fits("true", "\"foo\""), 1.0);
    EXPECT_EQ(fits("false", "\"foo\""), 0.0);
    EXPECT_EQ(fits("{}", "not JSON"), 0.0) << "what is no JSON fits nothing";
}

TEST(JsonSchema, FollowsReferencesWithinTheSchemaAlone) {
    const std::string tree = R"({"properties":{"next":{"$ref":"#"}},"additionalProperties":false})";
    EXPECT_EQ(fits(tree, R"({"next":{"next":{}}})"), 1.0);
    EXPECT_EQ(fits(tree, R"({"next":{"bar":{}}})"), 0.0);
    EXPECT_EQ(fits(R"({"definitions":{"a":{"type":"integer"}},"$ref":"#/definitions/a"})", "\"x\""),
              0.0);
    for (const char* lost : {"other.json", "#/definitions/b", "http://x.example/y", "#a"}) {
        EXPECT_THAT(with_schema(R"({"$ref":")" + std::string(lost) + "\"}").error(),
                    HasSubstr("which is no schema in it"))
            << lost;
    }
}

TEST(JsonSchema, SearchesPatternsWithinBounds) {
    EXPECT_EQ(fits(R"({"pattern":"^a*$"})", "\"aaa\""), 1.0);
    EXPECT_EQ(fits(R"({"pattern":"^a*$"})", "\"abc\""), 0.0);
    EXPECT_EQ(fits(R"({"pattern":"^a*$"})", "12"), 1.0) << "ignores what is no text";
    EXPECT_EQ(fits(R"({"properties":{"pattern":{"type":"integer"}}})", R"({"pattern":"x"})"), 0.0)
        << "a member of that name";
    EXPECT_EQ(fits(R"({"const":{"pattern":"x"}})", R"({"pattern":"x"})"), 1.0);
    const std::string long_text = "\"" + std::string(300'000, 'a') + "\"";
    EXPECT_EQ(fits(R"({"pattern":"^(a|b)*$","format":"date"})", long_text), 1.0);
    auto endless = with_schema(R"({"pattern":"(a+)+$b"})");
    const std::map<std::uint32_t, double> valid_alone{{0, 1.0}};
    EXPECT_EQ(endless.all({long_text}, {}), valid_alone);
    EXPECT_THAT(endless.note(), HasSubstr("too many steps"));
}

TEST(JsonSchema, SaysWhereAnAnswerDoesNotFit) {
    auto metric = with_schema(
        R"({"properties":{"a":{"items":{"type":"integer"}}},"additionalProperties":false})");
    EXPECT_EQ(metric.score({R"({"a":[1,"x"]})"}, {}, 1), 0.0);
    EXPECT_THAT(metric.note(), HasSubstr("the JSON does not fit the schema, at /a/1: "));
    EXPECT_EQ(metric.score({R"({"a":[1]})"}, {}, 1), 1.0);
    EXPECT_THAT(metric.note(), IsEmpty());
}

TEST(JsonSchema, TellsNothingOfWhatItCannotHold) {
    auto metric = with_schema(R"({"items":{"$ref":"#"}})");
    EXPECT_EQ(metric.score({std::string(5000, '[') + std::string(5000, ']')}, {}, 1), std::nullopt);
    EXPECT_THAT(metric.note(), HasSubstr("nested deeper than 128 levels"));
    EXPECT_EQ(metric.score({"[\"" + std::string(200, '[') + "\\\"[\"]"}, {}, 1), 1.0)
        << "brackets in a text";
    EXPECT_EQ(metric.score({"[18446744073709551615]"}, {}, 1), 1.0);
}

TEST(JsonSchema, RefusesSchemasThatCannotBeHeldTo) {
    EXPECT_THAT(with_schema(R"({"allOf":[{"$ref":"#"}]})").error(), HasSubstr("in a circle"));
    EXPECT_THAT(with_schema(R"({"definitions":{"a":{"$ref":"#/definitions/b"},)"
                            R"("b":{"$ref":"#/definitions/a"}}})")
                    .error(),
                HasSubstr("in a circle"));
    EXPECT_THAT(with_schema(R"({"items":{"patternProperties":{}}})").error(),
                HasSubstr("/items/patternProperties is not supported"));
    EXPECT_THAT(with_schema(R"({"pattern":"("})").error(), HasSubstr("cannot be used"));
    EXPECT_THAT(with_schema(R"({"type":"strnig"})").error(), HasSubstr("cannot be used"));
    EXPECT_THAT(with_schema(R"({"minLength":"x"})").error(), HasSubstr("cannot be used"));
}

}  // namespace
}  // namespace hexameter
