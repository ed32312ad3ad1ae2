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

TEST(CsvNumber, ReadsBackToTheSameNumber) {
    EXPECT_EQ(csv_number(0.1), "0.1");
    EXPECT_EQ(csv_number(123456789.0), "123456789");
    EXPECT_EQ(std::stod(csv_number(1.0 / 3)), 1.0 / 3);
    EXPECT_EQ(csv_number(std::nullopt), "");
}

}  // namespace
}  // namespace hexameter::detail
