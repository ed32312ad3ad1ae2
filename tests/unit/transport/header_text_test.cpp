#include "transport/header_text.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

TEST(HeaderText, LowersNamesTrimsValuesAndJoinsFoldedLines) {
    std::string headers;
    append_header(headers, "Content-Type: \t text/event-stream \r\n");
    append_header(headers, "X-Empty:\r\n");
    append_header(headers, "X-Folded: one\r\n");
    append_header(headers, "   two\r\n");
    append_header(headers, "no colon\r\n");
    append_header(headers, ": no name\r\n");
    EXPECT_EQ(headers, "content-type: text/event-stream\nx-empty: \nx-folded: one two\n");
}

TEST(HeaderText, FindsTheFirstValueOfAWholeName) {
    const std::string headers = "retry-after-ms: 5\nretry-after: 7\nretry-after: 9\nempty: \n";
    EXPECT_EQ(header_value(headers, "retry-after"), "7");
    EXPECT_EQ(header_value(headers, "empty"), "");
    EXPECT_EQ(header_value(headers, "after"), std::nullopt);
    EXPECT_EQ(header_value("", "empty"), std::nullopt);
}

TEST(HeaderText, ReadsTheStatus) {
    EXPECT_EQ(status_of("HTTP/1.1 200 OK\r\n"), 200);
    EXPECT_EQ(status_of("HTTP/1.0 404\r\n"), 404);
    EXPECT_EQ(status_of("HTTP/1.1"), 0);
    EXPECT_EQ(status_of("HTTP/1.1 huh"), 0);
}

TEST(HeaderText, KnowsWhatMayStandInARequest) {
    EXPECT_TRUE(is_token("X-Api-Key"));
    EXPECT_FALSE(is_token(""));
    EXPECT_FALSE(is_token("X Y"));
    EXPECT_FALSE(is_token("X:Y"));
    EXPECT_TRUE(is_field_value("Bearer \xc3\xa4"));
    EXPECT_FALSE(is_field_value("a\nb"));
    EXPECT_FALSE(is_field_value(std::string_view("a\0b", 3)));
    EXPECT_TRUE(equal_names("Content-TYPE", "content-type"));
    EXPECT_FALSE(equal_names("content", "content-type"));
}

}  // namespace
}  // namespace hexameter::detail
