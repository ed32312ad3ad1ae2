#include "dataset/json_rows.hpp"

#include <gmock/gmock.h>

#include "unit/dataset/dataset_fixture.hpp"

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;

class JsonArray : public DatasetTest {};

TEST_F(JsonArray, GivesEachItemAsItStands) {
    EXPECT_THAT(
        lines_of(load("q.json", "[{\"a\":\"]}\\\",\"}, {\n \"b\": [1, {}]}\n,{\"id\":\"x\"}]")),
        ElementsAre("1={\"a\":\"]}\\\",\"}", "2={\n \"b\": [1, {}]}", "x={\"id\":\"x\"}"));
    EXPECT_THAT(lines_of(load("q.json", "\xEF\xBB\xBF\r\n [\r\n{}\r\n]\r\n")), ElementsAre("1={}"));
}

TEST_F(JsonArray, HasItsPlaceInTheFileForEachSampleAndFault) {
    const auto samples = load("q.json", "[{},\n\n{}, {}]");
    ASSERT_TRUE(samples.has_value()) << samples.error().text();
    EXPECT_EQ(samples->samples[0].line, 1U);
    EXPECT_EQ(samples->samples[1].line, 3U);
    EXPECT_EQ(error_of("q.json", "[{}, {\"a\":\n{\"b\": x}}, 5, \"text\", [1], {\"a\" 1}\n]"),
              "q.json:2:7: not valid JSON: Invalid value.\n"
              "q.json:2 sample 3: a sample must be an object: {\"prompt\": ...}\n"
              "q.json:2 sample 4: a sample must be an object: {\"prompt\": ...}\n"
              "q.json:2 sample 5: a sample must be an object: {\"prompt\": ...}\n"
              "q.json:2:33: not valid JSON: Missing a colon after a name of object member.");
}

TEST_F(JsonArray, NamesTheItemOfEachFaultSinceAllMayStandInOneLine) {
    const std::string schema = R"({"required":["prompt"],"properties":{"prompt":{"type":"string"},
        "messages":{"items":{"type":"object"}}}})";
    EXPECT_EQ(error_of("q.json",
                       R"([{"prompt":"a"}, {"prompt":5}, {}, {"prompt":"b","messages":[1]},)"
                       R"( {"prompt":"c","id":"1"}])",
                       schema),
              "q.json:1 sample 2 prompt: must be a string, not 5\n"
              "q.json:1 sample 3: the field 'prompt' is missing\n"
              "q.json:1 sample 4 messages[0]: must be an object, not 1\n"
              "q.json:1 sample 5 id: the id \"1\" is taken by sample 1; ids must be unique (a "
              "sample without "
              "one is called by its number)");
}

TEST_F(JsonArray, SaysWhatIsWrongBetweenItems) {
    EXPECT_EQ(error_of("q.json", "[{} {}]"), "q.json:1:5: a comma is missing between two samples");
    EXPECT_EQ(error_of("q.json", "[{},\n]"),
              "q.json:2:1: a comma stands before the closing ']'; take it out");
    EXPECT_EQ(error_of("q.json", "[,{}]"), "q.json:1:2: a sample is missing before the comma");
    EXPECT_EQ(error_of("q.json", "[{}]\n{}"),
              "q.json:2:1: the array has ended; take out what stands behind it");
    EXPECT_EQ(error_of("q.json", "[{}\n"), "q.json:2:1: the array has no end; close it with ']'");
    EXPECT_EQ(error_of("q.json", "[{},\n{\"a\":\"}]"),
              "q.json:2:1: the sample that begins here has no end; the file ends within it");
    EXPECT_EQ(error_of("q.json", "[]"), "q.json: holds no sample; put at least one into it");
}

TEST_F(JsonArray, ReadsOnOverBlocks) {
    std::string content = "[";
    for (int i = 0; i < 9; ++i)
        content +=
            (i > 0 ? "," : "") + std::string("{\"a\":\"") + std::string(100'000, 'x') + "\"}";
    const auto samples = load("q.json", content + "]");
    ASSERT_TRUE(samples.has_value()) << samples.error().text();
    ASSERT_EQ(samples->samples.size(), 9U);
    for (const auto& sample : samples->samples) EXPECT_EQ(sample.json.size(), 100'008U);
}

TEST_F(JsonArray, StopsAtItsLimit) {
    spec_.limit = 2;
    EXPECT_THAT(lines_of(load("q.json", "[{}, {}, no json")), ElementsAre("1={}", "2={}"));
    EXPECT_THAT(error_of("q.json", "[5, 6]"), ::testing::Not(::testing::HasSubstr("comma")));
}

TEST_F(JsonArray, RefusesASampleWithoutEnd) {
    const auto huge = folder_.write("huge.json", "[{\"a\":\"");
    std::filesystem::resize_file(huge, 100U << 20U);
    spec_.file = huge;
    EXPECT_EQ(load_dataset(spec_, "").error().text(),
              huge.string() +
                  ":1:2: the sample that begins here is longer than 67108864 bytes; make it "
                  "shorter");
}

TEST_F(JsonArray, IsToldFromLinesByItsFirstByte) {
    EXPECT_EQ(load("q.json", " \n[{}]")->format, "json");
    EXPECT_EQ(load("q.json", "{}\n{}")->format, "jsonl");
    EXPECT_EQ(load("q.jsonl", "[{}]")->format, "json");
    spec_.format = "jsonl";
    EXPECT_EQ(error_of("q.jsonl", "[{}]"),
              "q.jsonl:1: a sample must be an object: {\"prompt\": ...}");
}

TEST_F(JsonArray, IsAskedForWhereAnObjectTakesSeveralLines) {
    EXPECT_EQ(error_of("q.json", "{\n  \"data\": []\n}\n"),
              "q.json:1: an object begins here that goes on in further lines; a data set has an "
              "object in each line, or is one array of objects: [{...}, {...}]");
}

}  // namespace
}  // namespace hexameter::detail
