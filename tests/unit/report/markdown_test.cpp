#include "report/markdown.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

TEST(MarkdownText, EscapesMarkupAndStaysOnOneLine) {
    EXPECT_EQ(markdown_text("a|b\n<script> *x* [y](z) `c`"),
              "a\\|b \\<script\\> \\*x\\* \\[y\\](z) \\`c\\`");
    EXPECT_EQ(markdown_text("tps_decode"), "tps_decode");
}

TEST(MarkdownHead, AlignsNumbersToTheRight) {
    EXPECT_EQ(markdown_head({"metric", "n"}, 1), "| metric | n |\n| :-- | --: |\n");
}

}  // namespace
}  // namespace hexameter::detail
