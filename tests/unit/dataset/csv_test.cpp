#include "dataset/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/base/temp_folder.hpp"

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;

// The objects, or the faults.
std::vector<std::string> read(std::string_view content, char separator = ',') {
    const testing::TempFolder folder;
    LineReader lines(folder.write("d.csv", content));
    DatasetSpec spec;
    spec.file = "d";
    SampleCollector collector(spec, nullptr, nullptr, RowShape(spec, "csv", false));
    RowSelection rows(spec, {}, collector);
    read_csv(lines, separator, rows);
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

TEST(Csv, HasNoReferenceWhereItsCellIsEmpty) {
    EXPECT_THAT(
        read("prompt,reference\na,\nb,\"\"\nc, \n,d\n"),
        ElementsAre(R"({"prompt":"a"})", R"({"prompt":"b"})", R"({"prompt":"c","reference":" "})",
                    R"({"prompt":"","reference":"d"})"));
}

TEST(Csv, NamesTheLineWhereAFaultyRecordStarts) {
    EXPECT_THAT(
        read("a,b\n1\n\"x\n\ny\",2\n1,2,3\n4,5\n"),
        ElementsAre("d:2: 1 field, but the header has 2\n"
                    "d:6: 3 fields, but the header has 2; a text that holds a comma goes in "
                    "double quotes"));
    EXPECT_THAT(
        read("a\nx\"y\n"),
        ElementsAre("d:2: field 1: a quote stands within a field that does not begin with one"));
    EXPECT_THAT(
        read("a,b\n1,\"x\"y\n"),
        ElementsAre("d:2: field 2: text follows the closing quote; a quote within a field is "
                    "written twice"));
    EXPECT_THAT(
        read("a\n1\n\"open\nand on\n"),
        ElementsAre("d:3: field 1: the quote that opens here is never closed; close it, and "
                    "write a quote within a field twice"));
    EXPECT_THAT(
        read("a,b\n\"1\n2\",\"open\nand on\n"),
        ElementsAre("d:3: field 2: the quote that opens here is never closed; close it, and "
                    "write a quote within a field twice"))
        << "the line of the quote, not of the record";
    EXPECT_THAT(
        read("a\n\"x\"y\n\"z\"\n1,2\n"),
        ElementsAre("d:2: field 1: text follows the closing quote; a quote within a field is "
                    "written twice\nd:4: 2 fields, but the header has 1; a text that holds a comma "
                    "goes in double quotes"));
}

TEST(Csv, TakesNoMoreOfAnOpenQuoteThanALineMayHold) {
    std::string content = "a\n\"open\n";
    content.reserve(longest_line_bytes + (2U << 20U));
    while (content.size() < longest_line_bytes + (1U << 20U)) content.append(4095, 'x') += '\n';
    const auto found = read(content + "a,b\n");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].substr(0, found[0].find('\n')),
              "d:2: field 1: the quote that opens here is not closed within 67108864 bytes; close "
              "it, and write a quote within a field twice");
    EXPECT_NE(found[0].find("2 fields, but the header has 1"), std::string::npos)
        << "and goes on behind it";
}

// As pandas and Python's csv.excel_tab write them; by IANA's text/tab-separated-values a quote is
// text like any other.
TEST(Csv, TakesTabsInPlaceOfCommas) {
    EXPECT_THAT(read("a\tb\r\n1,5\t\"x\ty\"\r\n", '\t'), ElementsAre(R"({"a":"1,5","b":"x\ty"})"));
    EXPECT_THAT(read("a\tb\nsay \"hi\"\t5\" pipe\n", '\t'),
                ElementsAre(R"({"a":"say \"hi\"","b":"5\" pipe"})"));
    EXPECT_THAT(read("a\tb\n1\t2\t3\n", '\t'),
                ElementsAre("d:2: 3 fields, but the header has 2; a text that holds a tab goes in "
                            "double quotes"));
}

TEST(Csv, WantsASoundHeader) {
    EXPECT_THAT(read("a,b\r1,2\r3,4\r"),
                ElementsAre("d:1: the lines end with CR alone; save the file with line ends as on "
                            "Unix (LF) or Windows (CR LF)"));
    EXPECT_THAT(read("a,,b\n1,2,3\n"), ElementsAre("d:1: the header has a column without a name"));
    EXPECT_THAT(read("a,b,a\n1,2,3\n"), ElementsAre("d:1: the header names the column 'a' twice"));
    EXPECT_THAT(
        read("\"a\n"),
        ElementsAre("d:1: field 1: the quote that opens here is never closed; close it, and "
                    "write a quote within a field twice"));
}

}  // namespace
}  // namespace hexameter::detail
