#include "support/text/regex.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hexameter::plugin_text {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string found(const Regex& regex, std::string_view text, int number = 0) {
    const auto match = regex.find(text, number);
    return match ? (*match)[0].value() : "none";
}

std::string refusal(std::string_view pattern) {
    try {
        const Regex regex(pattern);
        return "taken";
    } catch (const sdk::Error& error) {
        EXPECT_EQ(error.status(), sdk::Status::config);
        return error.text();
    }
}

TEST(Regex, FindsMatchesByNumberFromEitherEnd) {
    const Regex number("[0-9]+");
    EXPECT_EQ(found(number, "1 and 22 and 333"), "1");
    EXPECT_EQ(found(number, "1 and 22 and 333", 1), "22");
    EXPECT_EQ(found(number, "1 and 22 and 333", -1), "333");
    EXPECT_EQ(found(number, "1 and 22 and 333", -3), "1");
    EXPECT_EQ(found(number, "1 and 22 and 333", 3), "none");
    EXPECT_EQ(found(number, "1 and 22 and 333", -4), "none");
    EXPECT_EQ(found(number, "none here"), "none");
}

TEST(Regex, TellsGroupsThatTookNoPart) {
    const auto match = Regex("(a)|(b)").find("b");
    ASSERT_TRUE(match);
    EXPECT_THAT(*match, ElementsAre("b", std::nullopt, "b"));
}

TEST(Regex, LooksBehindAndAhead) {
    EXPECT_EQ(found(Regex(R"((?<=answer is )\w+(?=\.))"), "The answer is Paris."), "Paris");
}

TEST(Regex, MatchesWholeTextsAndTakesFlags) {
    EXPECT_TRUE(Regex("ab").match("ab"));
    EXPECT_FALSE(Regex("ab").match("abc"));
    EXPECT_TRUE(Regex("STRASSE", "i").match("strasse"));
    EXPECT_FALSE(Regex("a.b").match("a\nb"));
    EXPECT_TRUE(Regex("a.b", "s").match("a\nb"));
    EXPECT_EQ(found(Regex("^b$", "m"), "a\nb"), "b");
    EXPECT_TRUE(Regex("a b # two letters", "x").match("ab"));
}

TEST(Regex, CountsCharactersAndNotBytes) {
    EXPECT_TRUE(Regex("^..$").match("\u00E9\U0001F600"));
}

TEST(Regex, PutsTextInPlaceOfMatchesAsItIs) {
    EXPECT_EQ(Regex("[,$]").replaced("$1,000", ""), "1000");
    EXPECT_EQ(Regex("x").replaced("axb", "$1\\"), "a$1\\b");
}

TEST(Regex, SaysWhatIsWrongWithAPatternAndWhere) {
    EXPECT_THAT(refusal("ab("), HasSubstr("a parenthesis is not closed, or not opened"));
    EXPECT_THAT(refusal("[a"), HasSubstr("[ is not closed"));
    EXPECT_THAT(refusal("a{2,1}"), HasSubstr("max below its min, at character 6"));
    EXPECT_THAT(refusal("*"), HasSubstr("no regular expression"));
    EXPECT_THAT(refusal(R"((?<=a+)b)"), HasSubstr("look-behind"));
    EXPECT_THAT(refusal(R"(\2(a))"), HasSubstr("back reference"));
}

TEST(Regex, EndsASearchThatWouldTakeYears) {
    const std::string text(200, 'a');
    try {
        static_cast<void>(Regex("(a|aa)+$b").find(text));
        FAIL();
    } catch (const sdk::Error& error) {
        EXPECT_EQ(error.status(), sdk::Status::limit);
        EXPECT_THAT(error.text(), HasSubstr("too many steps on a text of 200 characters"));
    }
}

TEST(Regex, SearchesLongTextsWithoutAStack) {
    const std::string text(300'000, 'a');
    EXPECT_TRUE(Regex("^(?:a|b)*$").match(text));
    EXPECT_EQ(found(Regex("a", ""), text, -1), "a");
}

}  // namespace
}  // namespace hexameter::plugin_text
