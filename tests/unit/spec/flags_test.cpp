#include "hexameter/flags.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hexameter {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = PluginFlag::Kind;

PluginInfo plugin_with(const std::string& config_properties,
                       const std::string& sample_properties = "") {
    PluginInfo plugin;
    plugin.config_schema_json = R"({"properties":{)" + config_properties + "}}";
    plugin.sample_schema_json = R"({"properties":{)" + sample_properties + "}}";
    return plugin;
}

// The one flag of a schema that says this of its property.
PluginFlag flag_of(const std::string& schema) {
    const auto flags = plugin_flags(plugin_with(R"("p":{"x-flag":"--p",)" + schema + "}"));
    EXPECT_EQ(flags.size(), 1U);
    return flags.empty() ? PluginFlag() : flags.front();
}

std::vector<std::string> names_of(const std::vector<PluginFlag>& flags) {
    std::vector<std::string> names;
    for (const auto& flag : flags) names.push_back(flag.flag);
    return names;
}

// The object after the flag, or the error.
std::string set(Kind kind, const std::vector<std::string>& values,
                const std::string& object = "{}") {
    PluginFlag flag;
    flag.flag = "--flag";
    flag.member = "m";
    flag.kind = kind;
    const auto object_with = set_member(object, flag, values);
    if (object_with) return object_with.value();
    EXPECT_EQ(object_with.error().code(), ErrorCode::config);
    return object_with.error().text();
}

// The value as JSON, or the error.
std::string field(const std::string& schema_pointer, const std::string& typed) {
    const auto value = run_field("--flag", schema_pointer, typed);
    return value ? value.value() : value.error().text();
}

TEST(PluginFlags, AreThePropertiesThatNameAFlag) {
    const auto flags = plugin_flags(
        plugin_with(R"("base_url":{"type":"string","description":"Where.","x-flag":"--url"},
                       "plain":{"type":"string"})",
                    R"("prompt":{"type":"string","x-flag":"--prompt"})"));
    ASSERT_THAT(names_of(flags), ElementsAre("--url", "--prompt"));
    EXPECT_FALSE(flags[0].only_for_asking);
    EXPECT_TRUE(flags[1].only_for_asking);
    EXPECT_TRUE(plugin_flags(plugin_with(
        R"("pace":{"type":"boolean","x-flag":"--pace","x-for":"asking"})"))[0]
                    .only_for_asking);
    EXPECT_EQ(flags[0].member, "base_url");
    EXPECT_EQ(flags[0].help, "Where.");
    EXPECT_EQ(flags[0].kind, Kind::text);
    EXPECT_EQ(flags[0].target, PluginFlag::Target::config);
    EXPECT_EQ(flags[1].target, PluginFlag::Target::sample);
}

TEST(PluginFlags, AreNotOfferedUnderNamesThatAreNoFlags) {
    const auto flags = plugin_flags(plugin_with(
        R"("a":{"x-flag":"url"},"b":{"x-flag":"-u"},"c":{"x-flag":"--"},"d":{"x-flag":"--9"},
           "e":{"x-flag":"--two words"},"f":{"x-flag":"--UP"},"g":{"x-flag":7},
           "h":{"x-flag":"--a-2"},"i":true)"));
    EXPECT_THAT(names_of(flags), ElementsAre("--a-2"));
}

TEST(PluginFlags, AreNoneOfAPluginWithoutSchemas) {
    EXPECT_THAT(plugin_flags({}), IsEmpty());
    PluginInfo odd;
    odd.config_schema_json = R"({"properties":[]})";
    odd.sample_schema_json = "no JSON";
    EXPECT_THAT(plugin_flags(odd), IsEmpty());
}

TEST(PluginFlags, HaveTheKindOfTheirType) {
    EXPECT_EQ(flag_of(R"("type":"integer")").kind, Kind::whole);
    EXPECT_EQ(flag_of(R"("type":"number")").kind, Kind::number);
    EXPECT_EQ(flag_of(R"("type":"boolean")").kind, Kind::yes_no);
    EXPECT_EQ(flag_of(R"("type":"array")").kind, Kind::list);
    EXPECT_EQ(flag_of(R"("type":"object")").kind, Kind::text);
    EXPECT_EQ(flag_of(R"("enum":["a","b"])").kind, Kind::text);
    EXPECT_EQ(flag_of(R"("type":["string","array"])").kind, Kind::list);
    EXPECT_EQ(flag_of(R"("type":["integer","string"])").kind, Kind::whole);
    EXPECT_EQ(flag_of(R"("allOf":[{"type":"number"}])").kind, Kind::number);
}

TEST(PluginFlags, FollowReferencesToTheirTypeButNotInCircles) {
    PluginInfo plugin;
    plugin.config_schema_json =
        R"({"properties":{"a":{"x-flag":"--a","$ref":"#/definitions/count"},
                          "b":{"x-flag":"--b","$ref":"#/properties/b"},
                          "c":{"x-flag":"--c","$ref":"#/nowhere"}},
            "definitions":{"count":{"type":"integer"}}})";
    const auto flags = plugin_flags(plugin);
    ASSERT_EQ(flags.size(), 3U);
    EXPECT_EQ(flags[0].kind, Kind::whole);
    EXPECT_EQ(flags[1].kind, Kind::text);
    EXPECT_EQ(flags[2].kind, Kind::text);
}

TEST(SetMember, PutsAValueOfTheFlagsKind) {
    EXPECT_EQ(set(Kind::text, {"7"}), R"({"m":"7"})");
    EXPECT_EQ(set(Kind::text, {""}), R"({"m":""})");
    EXPECT_EQ(set(Kind::whole, {"-7"}), R"({"m":-7})");
    EXPECT_EQ(set(Kind::number, {"0.5"}), R"({"m":0.5})");
    EXPECT_EQ(set(Kind::number, {"1e3"}), R"({"m":1000.0})");
    EXPECT_EQ(set(Kind::yes_no, {"true"}), R"({"m":true})");
    EXPECT_EQ(set(Kind::yes_no, {"false"}), R"({"m":false})");
    EXPECT_EQ(set(Kind::list, {"a"}), R"({"m":["a"]})");
    EXPECT_EQ(set(Kind::list, {"a", "7"}), R"({"m":["a","7"]})");
}

TEST(PluginFlags, OfAListOfObjectsTakeJson) {
    auto flag = flag_of(R"("type":"array","items":{"type":["object","string"]})");
    EXPECT_EQ(set_member("{}", flag, {"a:b", R"({"f": 1})"}).value(), R"({"p":["a:b",{"f":1}]})");
    EXPECT_THAT(set_member("{}", flag, {R"({"f": )"}).error().text(),
                AllOf(HasSubstr("--p: value:1:"), HasSubstr("not valid JSON")));
    flag = flag_of(R"("type":"array","items":{"type":"string"})");
    EXPECT_EQ(set_member("{}", flag, {"{a"}).value(), R"({"p":["{a"]})");
}

TEST(SetMember, HoldsWholeNumbersOfSixtyFourBitsExactly) {
    EXPECT_EQ(set(Kind::whole, {"18446744073709551615"}), R"({"m":18446744073709551615})");
    EXPECT_EQ(set(Kind::whole, {"9223372036854775808"}), R"({"m":9223372036854775808})");
    EXPECT_EQ(set(Kind::whole, {"-9223372036854775808"}), R"({"m":-9223372036854775808})");
}

TEST(SetMember, RefusesWhatIsNotOfTheFlagsKind) {
    for (const char* typed : {"", "x", "1.5", "1e3", "0x10", " 7", "7 ", "18446744073709551616",
                              "-9223372036854775809"})
        EXPECT_EQ(set(Kind::whole, {typed}),
                  std::string("--flag: \"") + typed + "\" is not a whole number");
    for (const char* typed : {"", "high", "nan", "inf", "-inf", "1e400", "1,5"})
        EXPECT_EQ(set(Kind::number, {typed}),
                  std::string("--flag: \"") + typed + "\" is not a number");
    for (const char* typed : {"", "yes", "1", "TRUE"})
        EXPECT_EQ(set(Kind::yes_no, {typed}),
                  std::string("--flag: \"") + typed + "\" is not true or false");
}

TEST(SetMember, TakesTheOldValuesPlaceAndLeavesTheOthers) {
    EXPECT_EQ(set(Kind::text, {"new"}, R"({"a":1,"m":{"old":true},"z":null})"),
              R"({"a":1,"z":null,"m":"new"})");
}

TEST(SetMember, RefusesSeveralValuesOfAFlagThatTakesOne) {
    EXPECT_THAT(set(Kind::text, {"a", "b"}),
                AllOf(HasSubstr("--flag"), HasSubstr("2 times"), HasSubstr("one value")));
}

TEST(SetMember, RefusesToBeLaidOverWhatIsNoObject) {
    EXPECT_THAT(set(Kind::text, {"a"}, "[]"), HasSubstr("no JSON object"));
    EXPECT_THAT(set(Kind::text, {"a"}, "{"), HasSubstr("no JSON object"));
}

TEST(RunField, TakesWhatTheSchemaAllows) {
    EXPECT_EQ(field("/properties/iterations", "1"), "1");
    EXPECT_EQ(field("/properties/iterations", "1000000"), "1000000");
    EXPECT_EQ(field("/properties/seed", "18446744073709551615"), "18446744073709551615");
    EXPECT_EQ(field("/definitions/parameters/properties/seed", "-9223372036854775808"),
              "-9223372036854775808");
    EXPECT_EQ(field("/definitions/parameters/properties/temperature", "0"), "0.0");
    EXPECT_EQ(field("/definitions/parameters/properties/temperature", ".7"), "0.7");
}

TEST(RunField, RefusesOtherNumbersWithTheRangeAndWhatWasTyped) {
    const std::string whole = "--flag: must be a whole number from 1 to 1000000, not ";
    for (const char* typed : {"0", "-1", "1000001", "1.5", "1e3", "many", "",
                              "99999999999999999999", "-99999999999999999999"})
        EXPECT_EQ(field("/properties/iterations", typed), whole + typed);
    const std::string real = "--flag: must be a number from 0 to 100, not ";
    for (const char* typed : {"-0.1", "100.5", "nan", "inf", "-inf", "1e400", "hot"})
        EXPECT_EQ(field("/definitions/parameters/properties/temperature", typed), real + typed);
    const std::string seed = "--flag: must be a whole number from 0 to 18446744073709551615, not ";
    for (const char* typed : {"-1", "18446744073709551616"})
        EXPECT_EQ(field("/properties/seed", typed), seed + typed);
}

TEST(ConfigDefault, IsThatOfATopLevelPropertyAsText) {
    const auto plugin = plugin_with(R"("a":{"default":"here"},"b":{"default":7},"c":{})");
    EXPECT_EQ(config_default(plugin, "a"), "here");
    EXPECT_EQ(config_default(plugin, "b"), "7");
    EXPECT_EQ(config_default(plugin, "c"), "");
    EXPECT_EQ(config_default(plugin, "d"), "");
    EXPECT_EQ(config_default({}, "a"), "");
}

}  // namespace
}  // namespace hexameter
