#include "spec/source_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

namespace hexameter::detail {
namespace {

using namespace std::string_literals;
using ::testing::EndsWith;

// All faults as list_faults writes them; "ok" without any.
std::string faults_of(std::string_view text, std::string_view name = "f.yaml") {
    auto source = read_source_text(text, name);
    return source.faults.empty() ? "ok" : list_faults("f", std::move(source.faults));
}

std::string place(const SourceText& source, const std::string& pointer) {
    const auto found = source.places.find(pointer);
    if (found == source.places.end()) return "none";
    return std::to_string(found->second.line) + ":" + std::to_string(found->second.column);
}

TEST(YamlSource, GivesTheSameJsonWhateverTheStyle) {
    const std::string expected = R"({"a":{"b":[1,"2",null,true,"yes"]},"c":"x\ny\n"})";
    EXPECT_EQ(read_yaml_source("a: {b: [1, '2', ~, true, yes]}\nc: |\n  x\n  y\n").json, expected);
    EXPECT_EQ(read_yaml_source("a:\n  b:\n    - 1\n    - \"2\"\n    -\n    - true\n    - yes\n"
                               "c: \"x\\ny\\n\"\n")
                  .json,
              expected);
    EXPECT_EQ(read_yaml_source("a: !!str 5\nb: ! 6").json, R"({"a":"5","b":"6"})");
    EXPECT_EQ(read_source_text("\xEF\xBB\xBF"
                               "a: caf\xC3\xA9\r\nb: 1\r\n",
                               "f.yaml")
                  .json,
              "{\"a\":\"caf\xC3\xA9\",\"b\":1}");
}

TEST(YamlSource, KnowsWhereEverythingStands) {
    const auto source =
        read_yaml_source("# run\nmodels:\n  - provider: a\n    model: b\n  - {x: 1}\n");
    EXPECT_EQ(place(source, ""), "2:1");
    EXPECT_EQ(place(source, "/models"), "2:1");
    EXPECT_EQ(place(source, "/models/0"), "3:5");
    EXPECT_EQ(place(source, "/models/0/model"), "4:5");
    EXPECT_EQ(place(source, "/models/1/x"), "5:6");
}

TEST(YamlSource, UnfoldsAnchorsAndMergeKeys) {
    const auto source = read_yaml_source(
        "a: &a {p: 1, q: 2}\nb: *a\nc: {<<: *a, q: 3}\nd: {q: 4, <<: [{r: 5, q: 6}, *a]}\n");
    EXPECT_TRUE(source.faults.empty());
    EXPECT_EQ(source.json,
              R"({"a":{"p":1,"q":2},"b":{"p":1,"q":2},"c":{"q":3,"p":1},"d":{"q":4,"r":5,"p":1}})");
    EXPECT_EQ(place(source, "/c/p"), "1:8");
    EXPECT_EQ(faults_of("a: {<<: 5}"),
              "f:1:9 a: '<<' merges a mapping or a list of mappings, such as *anchor");
}

TEST(YamlSource, NamesBothLinesOfARepeatedField) {
    EXPECT_EQ(faults_of("a: 1\nb:\n  c: 1\n  'c': 2\na: 3\n"),
              "f:4:3 b.c: this field stands twice: line 3 and line 4; keep one\n"
              "f:5:1 a: this field stands twice: line 1 and line 5; keep one");
}

TEST(YamlSource, SaysWhatTheParserExpected) {
    EXPECT_EQ(faults_of("a: [1, 2\nb: 3\n"), "f:2:2: not valid YAML: expected ',' or ']'");
    EXPECT_EQ(
        faults_of("a: 1\n b: 2\n"),
        "f:2:3: not valid YAML: a ':' cannot stand here; quote the value or mend the indentation");
    EXPECT_EQ(faults_of("a: *nope\n"),
              "f:1:4: not valid YAML: the referenced anchor is not defined");
    EXPECT_THAT(faults_of("models:\n\t- provider: p\n"),
                EndsWith("not valid YAML: expected spaces in the indentation, not a tab"));
    EXPECT_THAT(faults_of("a:\n  b: 1\n\tc: 2\n"),
                EndsWith("not valid YAML: expected spaces in the indentation, not a tab"));
    EXPECT_EQ(faults_of("a: \"open\n"), "f:1:4 a: the quote is never closed");
    EXPECT_EQ(faults_of("a: 'it''s'\nb: \"\\\"\"\n"), "ok");
    EXPECT_EQ(faults_of("a: .inf\n"),
              "f:1:4 a: '.inf' is no finite number; quote it if it is a string");
    EXPECT_EQ(faults_of("a: !money 5\n"),
              "f:1:4 a: the tag '!money' means nothing here; leave it out");
    EXPECT_EQ(faults_of("? [1]\n: 2\n"),
              "f:1:3: a key must be a word; quote it if it is meant as one");
    EXPECT_EQ(faults_of("a: 1\n---\nb: 2\n"),
              "f:3:1: a second document starts here; one file holds one run");
}

TEST(YamlSource, StopsAtTextsThatUnfoldWithoutEnd) {
    EXPECT_EQ(faults_of("a: &a [*a]\n"), "f:1:1 a: nested deeper than 128 levels");
    EXPECT_EQ(faults_of("a: &a {<<: *a}\n"), "f:1:1 a: nested deeper than 128 levels");
    std::string laughs = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
    for (int i = 1; i < 12; ++i) {
        const auto before = "*a" + std::to_string(i - 1);
        laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
        for (int j = 1; j < 10; ++j) laughs += ", " + before;
        laughs += "]\n";
    }
    const auto source = read_yaml_source(laughs);
    EXPECT_EQ(source.json, "");
    ASSERT_EQ(source.faults.size(), 1U);
    EXPECT_EQ(source.faults[0].message, "unfolds to more than 250000 values");
    EXPECT_THAT(faults_of("a: " + std::string(100'000, '[')),
                EndsWith(": nested deeper than 128 levels"));
    EXPECT_THAT(faults_of(std::string(100'000, '{')), EndsWith(": nested deeper than 128 levels"));
    std::string map;
    for (std::size_t level = 0; level < 600; ++level) map += std::string(level, ' ') + "a:\n";
    EXPECT_THAT(faults_of(map), EndsWith(": nested deeper than 128 levels"));
}

TEST(JsonSource, KeepsTheTextAndKnowsWhereEverythingStands) {
    const std::string text =
        "{\n\t\"a\": [1, {\"\\u0062\\\"\": -2.5e3}, \"x,:\"],\r\n  \"c/d\" : null, \"e\": {}, "
        "\"f\": []\n}";
    const auto source = read_json_source(text);
    EXPECT_TRUE(source.faults.empty());
    EXPECT_EQ(source.json, text);
    EXPECT_EQ(place(source, ""), "1:1");
    EXPECT_EQ(place(source, "/a"), "2:2");
    EXPECT_EQ(place(source, "/a/0"), "2:8");
    EXPECT_EQ(place(source, "/a/1"), "2:11");
    EXPECT_EQ(place(source, "/a/1/b\""), "2:12");
    EXPECT_EQ(place(source, "/a/2"), "2:33");
    EXPECT_EQ(place(source, "/c~1d"), "3:3");
    EXPECT_EQ(place(source, "/e"), "3:17");
    EXPECT_EQ(place(source, "/f"), "3:26");
}

TEST(JsonSource, SaysWhereTheSyntaxBreaks) {
    EXPECT_EQ(faults_of("{\"a\": 1,\n \"b\" 2}", "f.json"),
              "f:2:6: not valid JSON: Missing a colon after a name of object member.");
    EXPECT_EQ(faults_of("{\"a\": [1, 2", "f.json"),
              "f:1:12: not valid JSON: Missing a comma or ']' after an array element.");
    EXPECT_EQ(faults_of("{\"a\": [1, ]}", "f.json"),
              "f:1:11: not valid JSON: a comma stands before the closing ']'; take it out");
    EXPECT_EQ(faults_of("{\"a\": 1,\n}", "f.json"),
              "f:2:1: not valid JSON: a comma stands before the closing '}'; take it out");
    for (const auto* const name : {"f.json", "F.JSON"})
        EXPECT_EQ(faults_of("a: 1", name), "f:1:1: not valid JSON: Invalid value.");
    EXPECT_EQ(faults_of("{\"a\": 1}}", "f.json"),
              "f:1:9: not valid JSON: The document root must not be followed by other values.");
    EXPECT_EQ(faults_of(std::string(200'000, '['), "f.json"),
              "f:1:129: not valid JSON: nested deeper than 128 levels");
}

TEST(JsonSource, NamesBothLinesOfARepeatedField) {
    EXPECT_EQ(faults_of("{\"a\": 1,\n \"\\u0061\": 2}", "f.json"),
              "f:2:2 a: this field stands twice: line 1 and line 2; keep one");
}

TEST(SourceText, TakesAJsonObjectByItsLookAndElseReadsYaml) {
    EXPECT_EQ(read_source_text(R"({"a": "\ud83d\ude00"})", "stored run").json,
              R"({"a": "\ud83d\ude00"})");
    EXPECT_EQ(read_source_text("{a: 1}", "stored run").json, R"({"a":1})");
}

TEST(SourceText, RefusesWhatIsNoText) {
    EXPECT_EQ(faults_of(""), "f:1:1: the file is empty");
    EXPECT_EQ(faults_of(" \r\n\t\n"), "f:1:1: the file is empty");
    EXPECT_EQ(faults_of("\xEF\xBB\xBF"), "f:1:1: the file is empty");
    EXPECT_EQ(faults_of("# nothing\n"), "f:1:1: the file is empty");
    EXPECT_EQ(faults_of("", "f.json"), "f:1:1: the file is empty");
    EXPECT_EQ(faults_of("ab\nc\0"s),
              "f:2:2: a NUL byte stands here; this is no text file in UTF-8");
    EXPECT_EQ(faults_of("a: b\nc: \xE9\n"),
              "f:2:4: the byte 0xE9 is not valid UTF-8; save the file as UTF-8");
}

TEST(NestsTooDeep, CountsOnlyWhatIsOutsideStrings) {
    const std::string open(128, '[');
    EXPECT_FALSE(nests_too_deep(open));
    EXPECT_TRUE(nests_too_deep(open + "["));
    EXPECT_FALSE(nests_too_deep(open + "\"[\\\"[\""));
    EXPECT_FALSE(nests_too_deep("[" + std::string(127, '[') + "]{"));
}

}  // namespace
}  // namespace hexameter::detail
