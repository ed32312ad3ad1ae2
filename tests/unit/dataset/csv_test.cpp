#include "dataset/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/base/temp_folder.hpp"

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;

// The objects, or the faults.
std::vector<std::string> read(std::string_view content) {
    const testing::TempFolder folder;
    LineReader lines(folder.write("d.csv", content));
    DatasetSpec spec;
    spec.file = "d";
    SampleCollector collector(spec, nullptr, nullptr);
    read_csv(lines, collector);
    const auto samples = collector.take();
    if (samples.has_error()) return {samples.error().text()};
    std::vector<std::string> objects;
    for (const auto& sample : samples.value()) objects.push_back(sample.json);
    return objects;
}

// The rules of RFC 4180, section 2, one by one.
TEST(Csv, FollowsTheRulesOfItsRfc) {
    EXPECT_THAT(read("a,b\r\n1,2\r\n"), ElementsAre(R"({"a":"1","b":"2"})"));
    EXPECT_THAT(read("a,b\r\n1,2"), ElementsAre(R"({"a":"1","b":"2"})")) << "no last line end";
    EXPECT_THAT(read("a,b\n 1 , 2 \n"), ElementsAre(R"({"a":" 1 ","b":" 2 "})")) << "spaces count";
    EXPECT_THAT(read("\"a\",b\n\"1\",\"2\"\n"), ElementsAre(R"({"a":"1","b":"2"})"));
    EXPECT_THAT(read("a,b\n\"x\r\ny\n\nz\",\"1,2\"\n"),
                ElementsAre(R"({"a":"x\r\ny\n\nz","b":"1,2"})"));
    EXPECT_THAT(read("a\n\"say \"\"hi\"\"\"\n\"\"\"\"\n"),
                ElementsAre(R"({"a":"say \"hi\""})", R"({"a":"\""})"));
    EXPECT_THAT(read("a,b,c\n,,\n\"\",\"\",\"\"\n"),
                ElementsAre(R"({"a":"","b":"","c":""})", R"({"a":"","b":"","c":""})"));
}

TEST(Csv, NamesTheLineWhereAFaultyRecordStarts) {
    EXPECT_THAT(read("a,b\n1\n\"x\n\ny\",2\n1,2,3\n4,5\n"),
                ElementsAre("d:2: 1 fields, but the header has 2\n"
                            "d:6: 3 fields, but the header has 2"));
    EXPECT_THAT(
        read("a\nx\"y\n"),
        ElementsAre("d:2: field 1: a quote stands within a field that does not begin with one"));
    EXPECT_THAT(
        read("a,b\n1,\"x\"y\n"),
        ElementsAre("d:2: field 2: text follows the closing quote; a quote within a field is "
                    "written twice"));
    EXPECT_THAT(read("a\n1\n\"open\nand on\n"),
                ElementsAre("d:3: the quote that opens here is never closed"));
    EXPECT_THAT(
        read("a\n\"x\"y\n\"z\"\n1,2\n"),
        ElementsAre("d:2: field 1: text follows the closing quote; a quote within a field is "
                    "written twice\nd:4: 2 fields, but the header has 1"));
}

TEST(Csv, WantsASoundHeader) {
    EXPECT_THAT(read("a,,b\n1,2,3\n"), ElementsAre("d:1: the header has a column without a name"));
    EXPECT_THAT(read("a,b,a\n1,2,3\n"), ElementsAre("d:1: the header names the column 'a' twice"));
    EXPECT_THAT(read("\"a\n"), ElementsAre("d:1: the quote that opens here is never closed"));
}

}  // namespace
}  // namespace hexameter::detail
