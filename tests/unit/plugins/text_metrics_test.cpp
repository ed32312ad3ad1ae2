// Token F1, Levenshtein and regex from their built files.
#include <gmock/gmock.h>

#include "unit/plugins/metric_plugin.hpp"

namespace hexameter {
namespace {

using test::MetricPlugin;
using ::testing::HasSubstr;

// F1, precision, recall, exact match.
std::vector<double> squad(const std::vector<std::string>& candidates,
                          const std::vector<std::string>& references) {
    MetricPlugin metric("token_f1");
    const auto all = metric.all(candidates, references);
    std::vector<double> values;
    for (const auto& [index, value] : all.value()) values.push_back(value);
    return values;
}

using Values = std::vector<double>;

// From the definitions of normalize_answer and compute_f1 in SQuAD's evaluation script v2.0; the
// questions are of its paper (Rajpurkar et al. 2016, figure 1).
TEST(TokenF1, FollowsTheDefinitionOfSquad) {
    EXPECT_EQ(squad({"gravity"}, {"gravity"}), (Values{1, 1, 1, 1}));
    EXPECT_EQ(squad({"Graupel."}, {"graupel"}), (Values{1, 1, 1, 1})) << "case and punctuation";
    EXPECT_EQ(squad({"within the cloud"}, {"within a cloud"}), (Values{1, 1, 1, 1})) << "articles";
    // 2 words said, 1 of them wanted, 1 wanted: P 1/2, R 1, F 2/3.
    EXPECT_EQ(squad({"the gravity field"}, {"gravity"}), (Values{2.0 / 3, 0.5, 1, 0}));
    // "theater" and "another" hold no article; 1 of 2 and 1 of 2.
    EXPECT_EQ(squad({"another theater"}, {"the theater another's"}), (Values{0.5, 0.5, 0.5, 0}));
    EXPECT_EQ(squad({"rain"}, {"gravity"}), (Values{0, 0, 0, 0}));
}

TEST(TokenF1, CountsAWordAsOftenAsBothHaveIt) {
    // Common: x once. P 1/3, R 1/2, F 2 * 1/6 / (5/6) = 0.4.
    EXPECT_EQ(squad({"x x x"}, {"x y"}), (Values{0.4, 1.0 / 3, 0.5, 0}));
}

// What Python 3 makes of them by the script's own normalize_answer.
TEST(TokenF1, EndsWordsWherePythonDoes) {
    EXPECT_EQ(squad({"x\u00b2a"}, {"x\u00b2"})[3], 0.0) << "no article behind a letter's power";
    EXPECT_EQ(squad({"the\u0663"}, {"\u0663"})[3], 0.0) << "nor before a digit of another script";
    EXPECT_EQ(squad({"an\u0301 x"}, {"\u0301 x"})[3], 1.0) << "a mark is no part of a word";
    EXPECT_EQ(squad({"a\u200dx"}, {"\u200dx"})[3], 1.0);
    EXPECT_EQ(squad({"rain\x1f"
                     "cloud"},
                    {"rain cloud"})[3],
              1.0)
        << "a separator is white space";
}

TEST(TokenF1, KeepsPunctuationThatIsNotAsciiAsTheScriptDoes) {
    EXPECT_EQ(squad({"24-10"}, {"24\u201310"})[3], 0.0);
    EXPECT_EQ(squad({"24\u201310"}, {"24\u201310"})[3], 1.0);
}

TEST(TokenF1, TakesTheBestReferenceAndTheMeanOfChoices) {
    EXPECT_EQ(squad({"gravity"}, {"the force of gravity", "gravity"}), (Values{1, 1, 1, 1}));
    EXPECT_EQ(squad({"gravity", "rain"}, {"gravity"}), (Values{0.5, 0.5, 0.5, 0.5}));
}

TEST(TokenF1, IsOneForTwoAnswersWithoutAWordAndZeroForOne) {
    EXPECT_EQ(squad({""}, {"the."}), (Values{1, 1, 1, 1})) << "no answer is the right answer";
    EXPECT_EQ(squad({""}, {"gravity"}), (Values{0, 0, 0, 0}));
    EXPECT_EQ(squad({"gravity"}, {""}), (Values{0, 0, 0, 0}));
    EXPECT_EQ(squad({}, {"gravity"}), Values{});
    EXPECT_EQ(squad({"gravity"}, {}), Values{});
}

TEST(Levenshtein, GivesDistanceAndSimilarityOfTheNearestReference) {
    MetricPlugin metric("levenshtein");
    EXPECT_EQ(metric.score({"sitting"}, {"kitten"}), 3.0);
    EXPECT_EQ(metric.score({"sitting"}, {"kitten"}, 1), 1 - 3.0 / 7);
    EXPECT_NEAR(metric.score({"lewenstein"}, {"levenshtein"}, 1).value(), 0.8181818181818181, 1e-15)
        << "rapidfuzz, Levenshtein.normalized_similarity";
    EXPECT_EQ(metric.score({"sitting"}, {"kitten", "sittin"}), 1.0);
    EXPECT_EQ(metric.score({"sitting", "kitten"}, {"kitten"}), 1.5);
    EXPECT_EQ(metric.score({""}, {""}, 1), 1.0);
    EXPECT_EQ(metric.score({""}, {"ab"}, 1), 0.0);
    EXPECT_EQ(metric.score({"a"}, {}), std::nullopt);
}

TEST(Levenshtein, CountsCharactersAndPassesOverWhatItIsTold) {
    MetricPlugin plain("levenshtein");
    EXPECT_EQ(plain.score({"na\u00EFve"}, {"naive"}), 1.0);
    EXPECT_EQ(plain.score({"\U0001F600"}, {"\U0001F601"}), 1.0);
    EXPECT_EQ(plain.score({"e\u0301"}, {"\u00E9"}), 2.0) << "no Unicode normalisation";
    MetricPlugin loose("levenshtein", R"({"ignore_case":true,"ignore_punctuation":true})");
    EXPECT_EQ(loose.score({"Paris!"}, {"paris"}), 0.0);
}

TEST(RegexMetric, SearchesTheAnswerOrMatchesAllOfIt) {
    MetricPlugin search("regex", R"({"pattern":"[0-9]{4}"})");
    EXPECT_EQ(search.score({"in 1066."}), 1.0);
    EXPECT_EQ(search.score({"in 66."}), 0.0);
    EXPECT_EQ(search.score({"1066", "no"}), 0.5);
    EXPECT_EQ(search.score({}), std::nullopt);
    MetricPlugin full("regex", R"({"pattern":"[0-9]{4}","full_match":true})");
    EXPECT_EQ(full.score({"1066"}), 1.0);
    EXPECT_EQ(full.score({"in 1066."}), 0.0);
    MetricPlugin loose("regex", R"({"pattern":"^yes$","flags":"im"})");
    EXPECT_EQ(loose.score({"Well,\nYES\n"}), 1.0);
}

TEST(RegexMetric, ComparesAGroupWithTheReferences) {
    MetricPlugin metric("regex", R"x({"pattern":"answer is (\\w+)","group":1})x");
    EXPECT_EQ(metric.score({"The answer is Paris."}, {"Lyon", "Paris"}), 1.0);
    EXPECT_EQ(metric.score({"The answer is Rome."}, {"Paris"}), 0.0);
    EXPECT_EQ(metric.score({"Paris"}, {"Paris"}), 0.0) << "the pattern does not match";
    EXPECT_EQ(metric.score({"The answer is Paris."}), std::nullopt);
}

TEST(RegexMetric, TakesReferencesForPatternsWhereItHasNone) {
    MetricPlugin metric("regex");
    EXPECT_EQ(metric.score({"color"}, {"colou?rs", "colou?r"}), 1.0);
    EXPECT_EQ(metric.score({"hue"}, {"colou?r"}), 0.0);
    EXPECT_EQ(metric.score({"hue"}), std::nullopt);
    EXPECT_EQ(metric.all({"hue"}, {"("}), std::nullopt);
    EXPECT_THAT(metric.error(), HasSubstr("\"(\" cannot be used"));
}

TEST(RegexMetric, PassesOverEmptyReferencesWhichAreFoundInEveryText) {
    MetricPlugin metric("regex");
    EXPECT_EQ(metric.score({"hue"}, {""}), std::nullopt);
    EXPECT_EQ(metric.score({"hue"}, {"", "colou?r"}), 0.0);
    MetricPlugin full("regex", R"({"full_match":true})");
    EXPECT_EQ(full.score({"hue"}, {""}), 0.0);
    EXPECT_EQ(full.score({""}, {""}), 1.0);
}

TEST(RegexMetric, RefusesAConfigurationThatItCannotUse) {
    EXPECT_THAT(MetricPlugin("regex", R"({"pattern":"["})").error(), HasSubstr("[ is not closed"));
    EXPECT_THAT(MetricPlugin("regex", R"x({"pattern":"a(b)","group":2})x").error(),
                HasSubstr("the pattern has 1 groups"));
    EXPECT_THAT(MetricPlugin("regex", R"({"group":1})").error(), HasSubstr("\"pattern\""));
}

TEST(RegexMetric, FailsOnAnAnswerThatTakesTooManySteps) {
    MetricPlugin metric("regex", R"({"pattern":"(a+)+$b"})");
    EXPECT_EQ(metric.all({std::string(100, 'a')}, {}), std::nullopt);
    EXPECT_THAT(metric.error(), HasSubstr("too many steps"));
    EXPECT_EQ(metric.score({"b"}), 0.0) << "and goes on";
}

}  // namespace
}  // namespace hexameter
