#include "base/utf8.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

TEST(Utf8, TakesEverySizeOfSequence) {
    EXPECT_FALSE(first_invalid_utf8(""));
    EXPECT_FALSE(first_invalid_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"));
    EXPECT_FALSE(
        first_invalid_utf8("\xC2\x80\xE0\xA0\x80\xED\x9F\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
}

// The ranges of RFC 3629, section 4.
TEST(Utf8, FindsTheFirstByteThatBelongsToNoCharacter) {
    EXPECT_EQ(first_invalid_utf8("ab\xFFxyz"), 2U);
    EXPECT_EQ(first_invalid_utf8("\x80"), 0U);
    EXPECT_EQ(first_invalid_utf8("a\xC3"), 1U) << "cut off";
    EXPECT_EQ(first_invalid_utf8("\xE2\x82"), 0U) << "cut off";
    EXPECT_EQ(first_invalid_utf8("\xC0\xAF"), 0U) << "overlong";
    EXPECT_EQ(first_invalid_utf8("\xE0\x9F\xBF"), 0U) << "overlong";
    EXPECT_EQ(first_invalid_utf8("\xF0\x8F\xBF\xBF"), 0U) << "overlong";
    EXPECT_EQ(first_invalid_utf8("\xED\xA0\x80"), 0U) << "surrogate";
    EXPECT_EQ(first_invalid_utf8("\xF4\x90\x80\x80"), 0U) << "above U+10FFFF";
    EXPECT_EQ(first_invalid_utf8("\xF5\x80\x80\x80"), 0U) << "above U+10FFFF";
    EXPECT_EQ(first_invalid_utf8("\xE2\x28\xA1"), 0U) << "second byte is ASCII";
}

TEST(Utf8, ReplacesOnlyWhatIsInvalid) {
    EXPECT_EQ(to_valid_utf8("caf\xC3\xA9"), "caf\xC3\xA9");
    EXPECT_EQ(to_valid_utf8("a\xFFz"), "a\xEF\xBF\xBDz");
    EXPECT_EQ(to_valid_utf8("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(to_valid_utf8("\xE6\x97x"), "\xEF\xBF\xBD\xEF\xBF\xBDx");
    EXPECT_EQ(to_valid_utf8(""), "");
}

}  // namespace
}  // namespace hexameter::detail
