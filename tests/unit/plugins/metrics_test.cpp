// The metric plugins, through the C ABI, from their built files.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "unit/plugins/metric_plugin.hpp"

namespace hexameter {
namespace {

using test::MetricPlugin;

// Pairs and means of the docstring of Hugging Face evaluate's exact_match.
TEST(ExactMatch, AgreesWithThePublishedExamples) {
    const std::vector<std::pair<std::string, std::string>> pairs{
        {"the cat", "cat?"}, {"theater", "theater"}, {"YELLING", "yelling"}, {"agent007", "agent"}};
    const auto mean = [&](const std::string& config) {
        MetricPlugin metric("exact_match", config);
        double sum = 0;
        for (const auto& [reference, prediction] : pairs) {
            sum += metric.score({prediction}, {reference}).value();
        }
        return sum / static_cast<double>(pairs.size());
    };
    EXPECT_EQ(mean("{}"), 0.25);
    EXPECT_EQ(mean(R"({"regexes_to_ignore":["the ","yell"],"ignore_case":true,)"
                   R"("ignore_punctuation":true})"),
              0.5);
    EXPECT_EQ(mean(R"({"regexes_to_ignore":["the ","yell","YELL"],"ignore_case":true,)"
                   R"("ignore_punctuation":true})"),
              0.75);
    EXPECT_EQ(mean(R"({"regexes_to_ignore":["the ","yell","YELL"],"ignore_case":true,)"
                   R"("ignore_punctuation":true,"ignore_numbers":true})"),
              1.0);
}

// What GSM8K's task of lm-evaluation-harness passes over.
TEST(ExactMatch, TakesTheExpressionsThatGsm8kIgnores) {
    MetricPlugin metric("exact_match", R"({"regexes_to_ignore":[",","\\$","(?s).*#### ","\\.$"]})");
    EXPECT_EQ(metric.score({"1234."}, {"He pays $1,234.\nSo:\n#### $1,234"}), 1.0);
    EXPECT_EQ(metric.score({"1235"}, {"#### 1,234"}), 0.0);
}

TEST(ExactMatch, FindsNoEqualsInTwoTextsOfWhichNothingIsLeft) {
    MetricPlugin metric("exact_match", R"({"ignore_punctuation":true})");
    EXPECT_EQ(metric.score({"?"}, {"!"}), 0.0);
    EXPECT_EQ(metric.score({"?"}, {"?"}), 1.0);
}

TEST(ExactMatch, NamesTheExpressionThatItCannotUse) {
    const MetricPlugin metric("exact_match", R"({"regexes_to_ignore":["a("]})");
    EXPECT_FALSE(metric.created());
    EXPECT_NE(metric.error().find("\"a(\" cannot be used: a parenthesis"), std::string::npos)
        << metric.error();
}

TEST(ExactMatch, TakesAnyReferenceAndTheShareOfChoices) {
    MetricPlugin metric("exact_match");
    EXPECT_EQ(metric.score({"b"}, {"a", "b"}), 1.0);
    EXPECT_EQ(metric.score({"b", "c", "a", "d"}, {"a", "b"}), 0.5);
    EXPECT_EQ(metric.score({""}, {"a"}), 0.0) << "an empty answer is a wrong one";
    EXPECT_EQ(metric.score({" a"}, {"a"}), 0.0);
}

TEST(ExactMatch, IgnoresWhatItIsTold) {
    MetricPlugin space("exact_match", R"({"ignore_whitespace":true})");
    EXPECT_EQ(space.score({"\n 4  2\t"}, {"4 2"}), 1.0);
    EXPECT_EQ(space.score({"42"}, {"4 2"}), 0.0);
    MetricPlugin both("exact_match", R"({"ignore_whitespace":true,"ignore_punctuation":true})");
    EXPECT_EQ(both.score({"- Paris ."}, {"Paris"}), 1.0) << "space that punctuation left goes too";
    MetricPlugin fold("exact_match", R"({"ignore_case":true})");
    EXPECT_EQ(fold.score({"STRASSE"}, {"Stra\u00DFe"}), 1.0);
}

TEST(ExactMatch, HasNoValueWithoutReferenceOrCandidate) {
    MetricPlugin metric("exact_match");
    EXPECT_EQ(metric.score({"a"}, {}), std::nullopt);
    EXPECT_EQ(metric.score({}, {"a"}), std::nullopt);
}

TEST(Contains, FindsAnyReferenceAnywhere) {
    MetricPlugin metric("contains");
    EXPECT_EQ(metric.score({"The answer is 42."}, {"41", "42"}), 1.0);
    EXPECT_EQ(metric.score({"The answer is 42."}, {"the"}), 0.0);
    EXPECT_EQ(metric.score({"a1", "b"}, {"a"}), 0.5);
    EXPECT_EQ(metric.score({""}, {"a"}), 0.0);
    MetricPlugin fold("contains", R"({"ignore_case":true})");
    EXPECT_EQ(fold.score({"The answer"}, {"the ANSWER"}), 1.0);
}

TEST(Contains, PassesOverWhatItIsTold) {
    MetricPlugin metric("contains", R"({"ignore_punctuation":true,"ignore_whitespace":true})");
    EXPECT_EQ(metric.score({"It is **New \n York**, of course."}, {"New York"}), 1.0);
}

TEST(Contains, HasNoValueWhenThereIsNothingToLookFor) {
    MetricPlugin metric("contains");
    EXPECT_EQ(metric.score({"a"}, {}), std::nullopt);
    EXPECT_EQ(metric.score({"a"}, {""}), std::nullopt) << "every text contains the empty one";
    EXPECT_EQ(metric.score({}, {"a"}), std::nullopt);
}

TEST(SentenceCount, NeedsNoReferenceAndTakesTheMeanOfChoices) {
    MetricPlugin metric("sentence_count");
    EXPECT_EQ(metric.score({"One. Two. Three."}, {}), 3.0);
    EXPECT_EQ(metric.score({"One. Two.", "One."}, {}), 1.5);
    EXPECT_EQ(metric.score({""}, {}), 0.0) << "no sentence is a count, not an absence";
    EXPECT_EQ(metric.score({}, {}), std::nullopt);
}

}  // namespace
}  // namespace hexameter
