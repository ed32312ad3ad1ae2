#include "report/printable.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hexameter::detail {
namespace {

const std::string bad = "\xEF\xBF\xBD";

TEST(Printable, LeavesNothingThatSteersATerminal) {
    EXPECT_EQ(printable("a\nb\tc"), "a b c");
    EXPECT_EQ(printable("a\xFF\xC3"), "a" + bad + bad);
    EXPECT_EQ(printable("\x1b[31m"), bad + "[31m");
    EXPECT_EQ(printable(std::string_view("\0", 1)), bad);
    EXPECT_EQ(printable("\xC2\x9B"), bad);      // C1 control
    EXPECT_EQ(printable("\xE2\x80\xAE"), bad);  // right-to-left override
}

TEST(DisplayWidth, CountsWideAndCombiningCharacters) {
    EXPECT_EQ(display_width("abc"), 3);
    EXPECT_EQ(display_width("caf\xC3\xA9"), 4);
    EXPECT_EQ(display_width("cafe\xCC\x81"), 4);
    EXPECT_EQ(display_width("日本"), 4);
    EXPECT_EQ(display_width("\xF0\x9F\x98\x80"), 2);
}

TEST(Fit, CutsBetweenCodePoints) {
    EXPECT_EQ(fit("abcdef", 6), "abcdef");
    EXPECT_EQ(fit("abcdef", 4), "abc…");
    EXPECT_EQ(fit("日本語", 4), "日…");  // 2 + 1 columns; the next would be one too wide
    EXPECT_EQ(fit("abc", 0), "");
}

}  // namespace
}  // namespace hexameter::detail
