// Text of servers and users: utf8.hpp and reply_error.hpp of plugins/support/chat.
#include <gtest/gtest.h>

#include "support/chat/reply_error.hpp"
#include "support/chat/utf8.hpp"

namespace hexameter::plugin_chat {
namespace {

TEST(ValidUtf8, LeavesWellFormedTextAlone) {
    const std::string text = "a\u00E9\u20AC\U0001F600\U0010FFFF\uD7FF\uE000";
    EXPECT_EQ(valid_utf8(text), text);
    EXPECT_EQ(valid_utf8(""), "");
}

// Source: Unicode 15, section 3.9, tables 3-8 to 3-11.
TEST(ValidUtf8, ReplacesMaximalSubpartsAsUnicodeDoes) {
    const std::string r = "\uFFFD";
    EXPECT_EQ(valid_utf8("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"),
              r + r + r + r + r + r + r + r + "A");
    EXPECT_EQ(valid_utf8("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"),
              r + r + r + r + r + r + r + r + "A");
    EXPECT_EQ(valid_utf8("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"),
              r + r + r + r + r + "A" + r + r + "B");
    EXPECT_EQ(valid_utf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), r + r + r + r + "A");
}

TEST(Shortened, CutsBetweenCharacters) {
    EXPECT_EQ(shortened("\u00E9\u00E9\u00E9", 2), "\u00E9\u00E9...");
    EXPECT_EQ(shortened("\u00E9\u00E9", 2), "\u00E9\u00E9");
}

TEST(PlainText, DropsTagsScriptsAndStyles) {
    EXPECT_EQ(
        plain_text("<style>p{}</style><p>One<br>two</p>\n<script>if (a < b) x()</script> three"),
        "One two three");
    EXPECT_EQ(plain_text("  a \t b  "), "a b");
    EXPECT_EQ(plain_text("<p unfinished"), "");
}

TEST(ErrorText, KeepsAngleBracketsOfJsonMessages) {
    EXPECT_EQ(error_text(R"({"error":{"message":"unknown token <s>"}})"), "unknown token <s>");
    EXPECT_EQ(error_text(R"({"error":{"type":"x"}})"), R"({"type":"x"})");
    EXPECT_EQ(error_text(R"({"error":null,"message":"m"})"), "m");
}

TEST(ErrorText, QuotesTheBeginningOfWhatIsNestedTooDeep) {
    const std::string deep = std::string(200000, '[') + std::string(200000, ']');
    for (const std::string& body :
         {R"({"error":)" + deep + "}", R"({"error":{"message":)" + deep + "}}", deep}) {
        EXPECT_EQ(error_text(body), body.substr(0, 200) + "...");
        EXPECT_EQ(failure_of(body).status(), sdk::Status::remote);
    }
}

}  // namespace
}  // namespace hexameter::plugin_chat
