#include "support/text/text.hpp"

#include <gtest/gtest.h>

namespace hexameter::plugin_text {
namespace {

// Values from Unicode's CaseFolding.txt, full folding (C + F).
TEST(FoldCase, FoldsByUnicodeAndNoLocale) {
    EXPECT_EQ(fold_case("Stra\u00DFe"), "strasse");
    EXPECT_EQ(fold_case("\u03A3\u03C2"), "\u03C3\u03C3");
    EXPECT_EQ(fold_case("\u0130"), "i\u0307");
    EXPECT_EQ(fold_case(""), "");
}

TEST(WithoutPunctuation, DropsWhatPythonsStringPunctuationHolds) {
    EXPECT_EQ(without_punctuation(R"(a!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~b)"), "ab");
}

TEST(WithoutPunctuation, DropsUnicodePunctuationAndKeepsItsSymbols) {
    EXPECT_EQ(without_punctuation("\u00ABoui\u00BB \u2014 \u00BFno?"), "oui  no");
    EXPECT_EQ(without_punctuation("5 \u20AC"), "5 \u20AC");
}

TEST(SqueezeWhitespace, TrimsAndSqueezesAllOfUnicodesWhiteSpace) {
    EXPECT_EQ(squeeze_whitespace(" \t a\u00A0\n b\u3000"), "a b");
    EXPECT_EQ(squeeze_whitespace(" \n "), "");
    EXPECT_EQ(squeeze_whitespace("plain"), "plain");
}

TEST(CountSentences, FollowsUax29) {
    EXPECT_EQ(count_sentences(""), 0U);
    EXPECT_EQ(count_sentences(" \n\t "), 0U);
    EXPECT_EQ(count_sentences("One sentence"), 1U);
    EXPECT_EQ(count_sentences("One. Two! Three? Four"), 4U);
    EXPECT_EQ(count_sentences("\u4F60\u597D\u3002\u518D\u89C1\u3002"), 2U);
    EXPECT_EQ(count_sentences("It costs 3.50 today."), 1U);
    EXPECT_EQ(count_sentences("Wait... what?"), 1U) << "SB8: a lower-case letter follows";
    EXPECT_EQ(count_sentences("First line\n\nSecond line\n"), 2U);
    EXPECT_EQ(count_sentences("Dr. Smith came."), 2U) << "the root locale knows no abbreviations";
    EXPECT_EQ(count_sentences("- a\n- b\n- c\n"), 3U);
    EXPECT_EQ(count_sentences("1. One\n"), 2U) << "a numbered item counts its number";
    EXPECT_EQ(count_sentences("He said \"Go.\" She went."), 2U);
}

TEST(Text, TakesBytesThatAreNoUtf8ForReplacementCharacters) {
    EXPECT_EQ(fold_case("A\xFF"), "a\uFFFD");
    EXPECT_EQ(count_sentences("\xC3"), 1U);
}

}  // namespace
}  // namespace hexameter::plugin_text
