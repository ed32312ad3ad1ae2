#include "report/table.hpp"

#include <gtest/gtest.h>

#include "report/printable.hpp"

namespace hexameter::detail {
namespace {

TextTable two_rows() {
    TextTable table({{"name", false}, {"n"}, {"extra", true, 1}});
    table.add({{"日本"}, {"1"}, {"2.50"}});
    table.add({{"abcdef"}, {"100"}, {"-"}});
    return table;
}

TEST(TextTable, AlignsByWhatIsSeen) {
    EXPECT_EQ(two_rows().render(80, false),
              "  name      n  extra\n"
              "  日本      1   2.50\n"
              "  abcdef  100      -\n");
}

TEST(TextTable, DropsColumnsBeforeItCutsTexts) {
    EXPECT_EQ(two_rows().render(15, false),
              "  name      n\n"
              "  日本      1\n"
              "  abcdef  100\n");
}

TEST(TextTable, CutsWhatStaysReadableBeforeItDropsAColumn) {
    TextTable table({{"name", false}, {"extra", true, 1}});
    table.add({{"a-very-long-name-of-a-model"}, {"2.50"}});
    EXPECT_EQ(table.render(21, false),
              "  name          extra\n"
              "  a-very-long…   2.50\n");
    EXPECT_TRUE(table.left_out(21).empty());
    EXPECT_EQ(table.left_out(20), std::vector<std::string>{"extra"});
}

TEST(TextTable, NamesTheColumnsThatItLeavesOut) {
    EXPECT_EQ(two_rows().left_out(15), std::vector<std::string>{"extra"});
    EXPECT_TRUE(two_rows().left_out(two_rows().whole_width()).empty());
    EXPECT_FALSE(two_rows().left_out(two_rows().whole_width() - 1).empty());
}

TEST(TextTable, CutsTheWidestTextWhenNothingIsLeftToDrop) {
    TextTable table({{"name", false}, {"n"}});
    table.add({{"a-very-long-name-of-a-model"}, {"1"}});
    EXPECT_EQ(table.render(15, false),
              "  name        n\n"
              "  a-very-lo…  1\n");
}

TEST(TextTable, InksWithoutMovingColumns) {
    TextTable table({{"a"}, {"b"}});
    table.add({{"1", Ink::green}, {"20", Ink::red}});
    EXPECT_EQ(table.render(80, true),
              "  \x1b[2ma\x1b[0m   \x1b[2mb\x1b[0m\n"
              "  \x1b[32m1\x1b[0m  \x1b[31m20\x1b[0m\n");
}

TEST(Wrapped, BreaksBetweenWordsUnderItsHead) {
    EXPECT_EQ(wrapped("one two three four", "- ", 11), "- one two\n  three\n  four\n");
    EXPECT_EQ(wrapped("", "- ", 11), "- \n");
    EXPECT_EQ(wrapped("unbreakable", "", 5), "unbreakable\n");
}

}  // namespace
}  // namespace hexameter::detail
