#include "dataset/dataset.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "base/sha256.hpp"
#include "spec/fault.hpp"
#include "unit/dataset/dataset_fixture.hpp"

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;

const std::string text_schema = R"({"type":"object","required":["prompt"],
    "properties":{"prompt":{"type":"string","minLength":1},"reference":{"type":"string"}}})";

TEST_F(DatasetTest, GivesEachLineOfJsonLinesAsItStands) {
    EXPECT_THAT(
        lines_of(load("q.jsonl", "{\"id\":\"a\", \"x\": 1}\n{\"b\":{\"id\":9}}\n{\"id\":7.50}")),
        ElementsAre("a={\"id\":\"a\", \"x\": 1}", "2={\"b\":{\"id\":9}}", "7.50={\"id\":7.50}"));
}

TEST_F(DatasetTest, TakesWindowsLineEndsByteOrderMarkAndEmptyLines) {
    EXPECT_THAT(lines_of(load("q.jsonl", "\xEF\xBB\xBF{\"a\":1}\r\n\r\n  \n{\"a\":2}\r\n")),
                ElementsAre("1={\"a\":1}", "2={\"a\":2}"));
    EXPECT_THAT(lines_of(load("q.csv", "\xEF\xBB\xBFid,a\r\n1,x\r\n\r\n2,y")),
                ElementsAre(R"(1={"id":"1","a":"x"})", R"(2={"id":"2","a":"y"})"));
}

TEST_F(DatasetTest, NamesFileLineAndFieldOfEachFault) {
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

TEST_F(DatasetTest, RefusesFieldsThatStandTwiceInARow) {
    EXPECT_EQ(error_of("q.jsonl",
                       "{\"prompt\":\"a\",\"prompt\":\"b\"}\n{\"a\":{\"x\":1},\"b\":{\"x\":1}}\n"
                       "{\"id\":1,\"m\":[0,{\"r\":1,\"c\":2,\"\\u0072\":1}],\"id\":2}\n"),
              "q.jsonl:1 prompt: this field stands twice; keep one\n"
              "q.jsonl:3 m[1].r: this field stands twice; keep one\n"
              "q.jsonl:3 id: this field stands twice; keep one");
    spec_.fields = {{"prompt", "q"}};
    EXPECT_EQ(error_of("q.jsonl", R"({"q":"a","q":"b"})"),
              "q.jsonl:1 q: this field stands twice; keep one");
}

TEST_F(DatasetTest, WantsUniqueIds) {
    EXPECT_EQ(
        error_of("q.jsonl", "{\"id\":\"a\"}\n\n{\"id\":\"a\"}\n"),
        "q.jsonl:3 id: the id \"a\" is taken by line 1; ids must be unique (a sample without one "
        "is called by its number)");
    EXPECT_NE(error_of("q.jsonl", "{\"id\":2}\n{\"x\":1}\n"), "ok") << "the second is called 2";
    EXPECT_NE(error_of("q.jsonl", "{\"id\":2}\n{\"id\":\"2\"}\n"), "ok");
}

TEST_F(DatasetTest, ListsTwentyFaultsAndCountsTheOthers) {
    std::string content;
    for (int i = 0; i < 120; ++i) content += "{x\n";
    const auto text = error_of("q.jsonl", content);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 20);
    EXPECT_NE(text.find("q.jsonl:20:"), std::string::npos);
    EXPECT_EQ(text.find("q.jsonl:21:"), std::string::npos);
    EXPECT_EQ(text.substr(text.rfind('\n')), "\nand 100 more");
}

TEST_F(DatasetTest, StopsAtItsLimit) {
    spec_.limit = 2;
    EXPECT_THAT(lines_of(load("q.jsonl", "{\"a\":1}\n{\"a\":2}\nno json\n")),
                ElementsAre("1={\"a\":1}", "2={\"a\":2}"));
    EXPECT_THAT(lines_of(load("q.csv", "a\n1\n2\n3,4\n")),
                ElementsAre(R"(1={"a":"1"})", R"(2={"a":"2"})"));
    EXPECT_EQ(error_of("q.jsonl", "no json\n{\"a\":2}\n{\n").find("q.jsonl:3"), std::string::npos)
        << "a faulty line counts as well";
}

TEST_F(DatasetTest, NamesLineAndByteOfInvalidUtf8) {
    EXPECT_EQ(error_of("q.jsonl", "{\"a\":\"\xC3\xA9\"}\n{\"a\":\"\xE9\"}\n"),
              "q.jsonl:2:7: the byte 0xE9 is not valid UTF-8; save the file as UTF-8");
    EXPECT_EQ(error_of("q.csv", "a,b\n\"x\ny\",1\n2,3\xFF\n"),
              "q.csv:4:4: the byte 0xFF is not valid UTF-8; save the file as UTF-8");
    EXPECT_EQ(error_of("q.csv", "a,\xFF\n1,2\n"),
              "q.csv:1:3: the byte 0xFF is not valid UTF-8; save the file as UTF-8");
    EXPECT_EQ(error_of("q.json", "[\n{\"a\":1},\n {\"a\":\"\n\xFF\"}]"),
              "q.json:4:1: the byte 0xFF is not valid UTF-8; save the file as UTF-8");
}

TEST_F(DatasetTest, RefusesNestsThatThreatenTheStack) {
    EXPECT_EQ(error_of("q.jsonl", "{\"a\":" + std::string(100'000, '[')),
              "q.jsonl:1: nested deeper than 128 levels");
}

TEST_F(DatasetTest, SaysWhenThereIsNothing) {
    EXPECT_EQ(error_of("q.jsonl", ""), "q.jsonl: holds no sample; put at least one into it");
    EXPECT_EQ(error_of("q.jsonl", "\xEF\xBB\xBF\n\n"),
              "q.jsonl: holds no sample; put at least one into it");
    EXPECT_EQ(error_of("q.csv", "a,b\n"), "q.csv: holds no sample; put at least one into it");
    EXPECT_EQ(error_of("q.csv", ""), "q.csv: holds no sample; put at least one into it");
}

TEST_F(DatasetTest, SaysWhyAFileCannotBeRead) {
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

TEST_F(DatasetTest, TellsTheFormatByTheEndingUnlessItIsNamed) {
    EXPECT_EQ(lines_of(load("q.ndjson", "{\"a\":1}")).size(), 1U);
    EXPECT_EQ(load("Q.JSONL", "{\"a\":1}")->format, "jsonl");
    EXPECT_EQ(load("q.Csv", "a\n1\n")->format, "csv");
    EXPECT_EQ(
        error_of("q.txt", "{\"a\":1}"),
        "q.txt: the ending '.txt' does not tell the format; name the file .jsonl, .json, .csv or "
        ".tsv, or say it: --dataset-format jsonl, in a run file dataset: {file: ..., format: "
        "jsonl}; "
        "there are jsonl, json, csv, tsv, openai-chat, sharegpt");
    spec_.format = "jsonl";
    EXPECT_THAT(lines_of(load("q.csv", "{\"a\":1}")), ElementsAre("1={\"a\":1}"));
    spec_.format = "sharegtp";
    EXPECT_EQ(error_of("q.csv", "x"),
              "q.csv: unknown format 'sharegtp' (did you mean 'sharegpt'?); there are jsonl, json, "
              "csv, tsv, openai-chat, sharegpt");
}

TEST_F(DatasetTest, ReportsASchemaThatIsNone) {
    EXPECT_EQ(error_of("q.jsonl", "{\"a\":1}", "{").substr(0, 14), "sample schema:");
}

TEST_F(DatasetTest, ChecksInlineSamplesTheSameWay) {
    spec_.inline_samples = {R"({"prompt":"a"})", R"({"prompt":"b","id":"x"})", "{}"};
    EXPECT_EQ(load_dataset(spec_, text_schema).error().text(),
              "dataset.samples[2]: the field 'prompt' is missing");
    spec_.limit = 2;
    EXPECT_THAT(lines_of(load_dataset(spec_, text_schema)),
                ElementsAre(R"(1={"prompt":"a"})", R"(x={"prompt":"b","id":"x"})"));
    EXPECT_TRUE(load_dataset({}, "").has_error());
}

TEST_F(DatasetTest, KeepsLinesLongerThanABlockWhole) {
    const std::string prompt(3'000'000, 'x');
    const auto samples = load("q.jsonl", "{\"a\":1}\n{\"prompt\":\"" + prompt + "\"}\n{\"a\":3}\n");
    ASSERT_EQ(lines_of(samples).size(), 3U);
    EXPECT_EQ(samples.value().samples[1].json.size(), prompt.size() + 13);
    EXPECT_EQ(samples.value().samples[2].json, "{\"a\":3}");
}

// Of `printf 'a,b\n1,2\n' | sha256sum`.
TEST_F(DatasetTest, HashesTheFileWholeWhatEverIsTakenOfIt) {
    const std::string hash = "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470";
    EXPECT_EQ(load("q.csv", "a,b\n1,2\n")->file_sha256, hash);
    EXPECT_EQ(load("q.csv", "a,b\n1,2\n")->format, "csv");
    spec_.limit = 1;
    const std::string long_file = "{\"a\":1}\n" + std::string(1'000'000, ' ') + "\n{}";
    const auto cut = load("q.jsonl", long_file);
    EXPECT_EQ(cut->file_sha256, sha256_of_file(spec_.file).value());
    DatasetSpec inline_spec;
    inline_spec.inline_samples = {"{}"};
    EXPECT_EQ(load_dataset(inline_spec, "")->file_sha256, "");
}

// As a shell's <(zcat questions.jsonl.gz) gives it.
TEST_F(DatasetTest, ReadsAPipeToItsEnd) {
    spec_.file = folder_.path() / "pipe.jsonl";
    ASSERT_EQ(::mkfifo(spec_.file.c_str(), S_IRUSR | S_IWUSR), 0);
    std::thread writer([&] { std::ofstream(spec_.file) << "{\"a\":1}\n{\"a\":2}\n"; });
    const auto samples = load_dataset(spec_, "");
    writer.join();
    EXPECT_THAT(lines_of(samples), ElementsAre("1={\"a\":1}", "2={\"a\":2}"));
    EXPECT_EQ(samples->file_sha256.size(), 64U);
}

TEST_F(DatasetTest, RefusesALineThatNeverEnds) {
    const auto huge = folder_.path() / "huge.jsonl";
    std::ofstream(huge) << "{\"a\":1}\n";
    std::filesystem::resize_file(huge, 1ULL << 30U);  // zeros that take no room on the disk
    spec_.file = huge;
    EXPECT_EQ(
        load_dataset(spec_, "").error().text(),
        huge.string() + ":2: the line is longer than 67108864 bytes; a sample must be shorter");
}

TEST_F(DatasetTest, WantsAtLeastOneSample) {
    spec_.limit = 0;
    EXPECT_EQ(error_of("q.jsonl", "{}"), "dataset.limit: must be 1 or more: a run needs a sample");
    spec_.limit.reset();
    spec_.sample = 0;
    EXPECT_EQ(error_of("q.jsonl", "{}"), "dataset.sample: must be 1 or more: a run needs a sample");
}

TEST_F(DatasetTest, TakesTheExample) {
    DatasetSpec spec;
    spec.file = HEXAMETER_SOURCE_DIR "/examples/data/questions.jsonl";
    const auto samples = load_dataset(spec, text_schema);
    ASSERT_TRUE(samples.has_value()) << samples.error().text();
    EXPECT_EQ(samples.value().samples.size(), 12U);
}

}  // namespace
}  // namespace hexameter::detail
