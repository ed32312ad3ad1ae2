#include "dataset/dataset.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec/fault.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;
using testing::TempFolder;

const std::string text_schema = R"({"type":"object","required":["prompt"],
    "properties":{"prompt":{"type":"string","minLength":1},"reference":{"type":"string"}}})";

// "id=json" per sample.
std::vector<std::string> lines_of(const Result<std::vector<Sample>>& samples) {
    if (samples.has_error()) return {"error: " + samples.error().text()};
    std::vector<std::string> lines;
    for (const auto& sample : samples.value()) lines.push_back(sample.id + "=" + sample.json);
    return lines;
}

class Dataset : public ::testing::Test {
  protected:
    Result<std::vector<Sample>> load(const std::string& name, std::string_view content,
                                     const std::string& schema = "") {
        spec_.file = folder_.write(name, content);
        return load_dataset(spec_, schema);
    }

    // The error text with the file's folder cut off.
    std::string error_of(const std::string& name, std::string_view content,
                         const std::string& schema = "") {
        const auto samples = load(name, content, schema);
        if (samples.has_value()) return "ok";
        EXPECT_EQ(samples.error().code(), ErrorCode::config);
        auto text = samples.error().text();
        const auto prefix = folder_.path().string() + "/";
        for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
            text.erase(at, prefix.size());
        return text;
    }

    TempFolder folder_;
    DatasetSpec spec_;
};

TEST_F(Dataset, GivesEachLineOfJsonLinesAsItStands) {
    EXPECT_THAT(
        lines_of(load("q.jsonl", "{\"id\":\"a\", \"x\": 1}\n{\"b\":{\"id\":9}}\n{\"id\":7.50}")),
        ElementsAre("a={\"id\":\"a\", \"x\": 1}", "2={\"b\":{\"id\":9}}", "7.50={\"id\":7.50}"));
}

TEST_F(Dataset, TakesWindowsLineEndsByteOrderMarkAndEmptyLines) {
    EXPECT_THAT(lines_of(load("q.jsonl", "\xEF\xBB\xBF{\"a\":1}\r\n\r\n  \n{\"a\":2}\r\n")),
                ElementsAre("1={\"a\":1}", "2={\"a\":2}"));
    EXPECT_THAT(lines_of(load("q.csv", "\xEF\xBB\xBFid,a\r\n1,x\r\n\r\n2,y")),
                ElementsAre(R"(1={"id":"1","a":"x"})", R"(2={"id":"2","a":"y"})"));
}

TEST_F(Dataset, NamesFileLineAndFieldOfEachFault) {
    EXPECT_EQ(error_of("q.jsonl", R"({"prompt":"a"}

{"prompt":5}
{"promt":"x"}
{"prompt":"x",}
[1]
"text"
{"prompt":"b","id":true}
{"prompt":"b","id":""}
{"prompt":"b","id":{"x":1}}
)",
                       text_schema),
              "q.jsonl:3 prompt: must be a string, not 5\n"
              "q.jsonl:4: the field 'prompt' is missing\n"
              "q.jsonl:5:15: not valid JSON: a comma stands before the closing '}'; take it out\n"
              "q.jsonl:6: a sample must be an object: {\"prompt\": ...}\n"
              "q.jsonl:7: a sample must be an object: {\"prompt\": ...}\n"
              "q.jsonl:8 id: must be a string that is not empty, or a number\n"
              "q.jsonl:9 id: must be a string that is not empty, or a number\n"
              "q.jsonl:10 id: must be a string that is not empty, or a number");
}

TEST_F(Dataset, WantsUniqueIds) {
    EXPECT_EQ(
        error_of("q.jsonl", "{\"id\":\"a\"}\n\n{\"id\":\"a\"}\n"),
        "q.jsonl:3 id: the id \"a\" is taken by line 1; ids must be unique (a sample without one "
        "is called by its number)");
    EXPECT_NE(error_of("q.jsonl", "{\"id\":2}\n{\"x\":1}\n"), "ok") << "the second is called 2";
    EXPECT_NE(error_of("q.jsonl", "{\"id\":2}\n{\"id\":\"2\"}\n"), "ok");
}

TEST_F(Dataset, ListsTwentyFaultsAndCountsTheOthers) {
    std::string content;
    for (int i = 0; i < 120; ++i) content += "{\n";
    const auto text = error_of("q.jsonl", content);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 20);
    EXPECT_NE(text.find("q.jsonl:20:"), std::string::npos);
    EXPECT_EQ(text.find("q.jsonl:21:"), std::string::npos);
    EXPECT_EQ(text.substr(text.rfind('\n')), "\nand 100 more");
}

TEST_F(Dataset, StopsAtItsLimit) {
    spec_.limit = 2;
    EXPECT_THAT(lines_of(load("q.jsonl", "{\"a\":1}\n{\"a\":2}\nno json\n")),
                ElementsAre("1={\"a\":1}", "2={\"a\":2}"));
    EXPECT_THAT(lines_of(load("q.csv", "a\n1\n2\n3,4\n")),
                ElementsAre(R"(1={"a":"1"})", R"(2={"a":"2"})"));
    EXPECT_EQ(error_of("q.jsonl", "no json\n{\"a\":2}\n{\n").find("q.jsonl:3"), std::string::npos)
        << "a faulty line counts as well";
}

TEST_F(Dataset, NamesTheLineOfInvalidUtf8) {
    EXPECT_EQ(error_of("q.jsonl", "{\"a\":\"\xC3\xA9\"}\n{\"a\":\"\xE9\"}\n"),
              "q.jsonl:2: byte 7 of the line, 0xE9, is not valid UTF-8; save the file as UTF-8");
    EXPECT_NE(error_of("q.csv", "a\n\xFFx\n").find("q.csv:2: "), std::string::npos);
    EXPECT_EQ(error_of("q.csv", "a,\xFF\n1,2\n"), "q.csv:1: the header is not valid UTF-8");
}

TEST_F(Dataset, RefusesNestsThatThreatenTheStack) {
    EXPECT_EQ(error_of("q.jsonl", "{\"a\":" + std::string(100'000, '[')),
              "q.jsonl:1: nested deeper than 128 levels");
}

TEST_F(Dataset, SaysWhenThereIsNothing) {
    EXPECT_EQ(error_of("q.jsonl", ""), "q.jsonl: holds no sample; put at least one into it");
    EXPECT_EQ(error_of("q.jsonl", "\xEF\xBB\xBF\n\n"),
              "q.jsonl: holds no sample; put at least one into it");
    EXPECT_EQ(error_of("q.csv", "a,b\n"), "q.csv: holds no sample; put at least one into it");
    EXPECT_EQ(error_of("q.csv", ""), "q.csv: holds no sample; put at least one into it");
}

TEST_F(Dataset, SaysWhyAFileCannotBeRead) {
    spec_.file = folder_.path();
    EXPECT_EQ(load_dataset(spec_, "").error().message(),
              "is a folder; name the data set inside it");
    spec_.file = folder_.path() / "none.jsonl";
    EXPECT_EQ(load_dataset(spec_, "").error().text(),
              spec_.file.string() + ": no such data set; check the path");
    const SpecPlaces places{"run.yaml", {{"", {1, 1}}, {"/dataset", {3, 1}}}};
    EXPECT_EQ(load_dataset(spec_, "", &places).error().text(),
              "run.yaml:3:1 dataset: " + spec_.file.string() +
                  ": no such data set; check the path (paths are relative to the run file)");
    const SpecPlaces flag{"run.yaml", {{"", {1, 1}}}};
    EXPECT_EQ(load_dataset(spec_, "", &flag).error().text(),
              spec_.file.string() + ": no such data set; check the path");
}

TEST_F(Dataset, TellsTheFormatByTheEndingUnlessItIsNamed) {
    EXPECT_EQ(lines_of(load("q.ndjson", "{\"a\":1}")).size(), 1U);
    EXPECT_EQ(
        error_of("q.txt", "{\"a\":1}"),
        "q.txt: the ending '.txt' does not tell the format; name it .jsonl or .csv, or say so in a "
        "run file: dataset: {file: ..., format: jsonl}");
    spec_.format = "jsonl";
    EXPECT_THAT(lines_of(load("q.csv", "{\"a\":1}")), ElementsAre("1={\"a\":1}"));
    spec_.format = "parquet";
    EXPECT_EQ(error_of("q.csv", "x"), "q.csv: unknown format 'parquet'; there are jsonl and csv");
}

TEST_F(Dataset, ReportsASchemaThatIsNone) {
    EXPECT_EQ(error_of("q.jsonl", "{\"a\":1}", "{").substr(0, 14), "sample schema:");
}

TEST_F(Dataset, ChecksInlineSamplesTheSameWay) {
    spec_.inline_samples = {R"({"prompt":"a"})", R"({"prompt":"b","id":"x"})", "{}"};
    EXPECT_EQ(load_dataset(spec_, text_schema).error().text(),
              "dataset.samples[2]: the field 'prompt' is missing");
    spec_.limit = 2;
    EXPECT_THAT(lines_of(load_dataset(spec_, text_schema)),
                ElementsAre(R"(1={"prompt":"a"})", R"(x={"prompt":"b","id":"x"})"));
    EXPECT_TRUE(load_dataset({}, "").has_error());
}

TEST_F(Dataset, KeepsLinesLongerThanABlockWhole) {
    const std::string prompt(3'000'000, 'x');
    const auto samples = load("q.jsonl", "{\"a\":1}\n{\"prompt\":\"" + prompt + "\"}\n{\"a\":3}\n");
    ASSERT_EQ(lines_of(samples).size(), 3U);
    EXPECT_EQ(samples.value()[1].json.size(), prompt.size() + 13);
    EXPECT_EQ(samples.value()[2].json, "{\"a\":3}");
}

TEST_F(Dataset, TakesTheExample) {
    DatasetSpec spec;
    spec.file = HEXAMETER_SOURCE_DIR "/examples/data/questions.jsonl";
    const auto samples = load_dataset(spec, text_schema);
    ASSERT_TRUE(samples.has_value()) << samples.error().text();
    EXPECT_EQ(samples.value().size(), 12U);
}

}  // namespace
}  // namespace hexameter::detail
