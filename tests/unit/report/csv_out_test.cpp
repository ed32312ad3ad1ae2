#include "report/csv_out.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

TEST(CsvLine, QuotesAsRfc4180Says) {
    EXPECT_EQ(csv_line({"a", "", "b,c", "say \"hi\"", "two\nlines"}),
              "a,,\"b,c\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n");
}

TEST(CsvLine, RepairsBytes) {
    EXPECT_EQ(csv_line({"\xFF"}), "\xEF\xBF\xBD\r\n");
}

TEST(CsvLine, CarriesNothingThatSteersATerminal) {
    const std::string bad = "\xEF\xBF\xBD";
    EXPECT_EQ(csv_line({"\x1b[31m", "\a", "\x7F", "\xC2\x9B", "\xE2\x80\xAE"}),
              bad + "[31m," + bad + "," + bad + "," + bad + "," + bad + "\r\n");
    EXPECT_EQ(csv_line({"a\tb", "a\r\nb", "a\rb", "caf\xC3\xA9"}),
              "\"a\tb\",\"a\r\nb\",a" + bad + "b,caf\xC3\xA9\r\n");
}

TEST(CsvNumber, ReadsBackToTheSameNumber) {
    EXPECT_EQ(csv_number(0.1), "0.1");
    EXPECT_EQ(csv_number(123456789.0), "123456789");
    EXPECT_EQ(std::stod(csv_number(1.0 / 3)), 1.0 / 3);
    EXPECT_EQ(csv_number(std::nullopt), "");
}

}  // namespace
}  // namespace hexameter::detail
