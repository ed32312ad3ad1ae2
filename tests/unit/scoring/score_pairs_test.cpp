// Metrics over pairs, and what reports say of them.
#include <gmock/gmock.h>

#include "hexameter/engine.hpp"
#include "support/golden.hpp"
#include "unit/plugin/plugin_fixtures.hpp"

namespace hexameter {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ScoringPair pair(const std::string& id, const std::string& candidate,
                 const std::vector<std::string>& references) {
    ScoringPair pair;
    pair.id = id;
    pair.candidates.push_back({candidate, "text/plain", "", "", 0, 0});
    for (const auto& one : references) pair.references.push_back({one, "text/plain", "", "", 0, 0});
    return pair;
}

// Bytes of the answer over those of the reference, weighted by the latter.
class ScorePairs : public ::testing::Test {
  protected:
    ScorePairs()
        : engine_({{testing::fixture_folder("ratio"), testing::fixture_folder("honest"),
                    testing::fixture_folder("failing_start")},
                   {},
                   {}}),
          scorer_(engine_.metric({"ratio", "{}"}).value()) {}

    ScoreReport score(const std::vector<ScoringPair>& pairs) const {
        auto report = score_pairs(scorer_, pairs);
        report.plugin.sha256 = std::string(64, '0');  // differs from build to build
        return report;
    }

    ScoreReport mixed() const {
        ScoringPair no_answer = pair("no | answer", "", {"xx"});
        no_answer.candidates.clear();
        return score({pair("1", "a", {"xx"}), pair("2", "abcdefgh", {"xxxx"}), pair("3", "abc", {}),
                      no_answer, pair("5", "fail", {"x"}), pair("6", "nan", {"x"}),
                      pair("seven,", "foreign", {"x"})});
    }

    Engine engine_;
    MetricScorer scorer_;
};

TEST_F(ScorePairs, WeighsARatioAndTakesItsMedian) {
    const auto report = mixed();
    ASSERT_THAT(report.figures, SizeIs(1));
    const auto& figure = report.figures[0];
    EXPECT_EQ(figure.definition.id, "length_ratio");
    EXPECT_EQ(figure.value, 9.0 / 6) << "not the mean of 1/2 and 2";
    EXPECT_EQ(figure.distribution.mean, 1.25);
    EXPECT_EQ(figure.distribution.median, 1.25);
    EXPECT_EQ(figure.distribution.n, 2U);
}

TEST_F(ScorePairs, CountsAndNamesWhatIsNotScored) {
    const auto report = mixed();
    EXPECT_EQ(report.scored(), 2U);
    EXPECT_EQ(report.failed(), 3U);
    ASSERT_THAT(report.pairs, SizeIs(7));
    EXPECT_THAT(report.pairs[2].notes, ElementsAre("ratio: not scored (no reference)"));
    EXPECT_FALSE(report.pairs[2].failed);
    EXPECT_THAT(report.pairs[3].notes, ElementsAre("ratio: not scored (no answer)"));
    EXPECT_THAT(report.pairs[4].notes, ElementsAre(HasSubstr("the answer is too sad")));
    EXPECT_TRUE(report.pairs[4].values.empty()) << "half of what it would have said";
    EXPECT_TRUE(report.pairs[4].failed);
    EXPECT_THAT(report.pairs[5].notes, ElementsAre(HasSubstr("that is not finite")));
    EXPECT_TRUE(report.pairs[5].failed);
    EXPECT_THAT(report.pairs[6].notes, ElementsAre(HasSubstr("metric number 7")));
}

TEST_F(ScorePairs, HasNoFigureWhereNothingWasScored) {
    const auto report = score({pair("1", "a", {})});
    EXPECT_THAT(report.figures, IsEmpty());
    EXPECT_THAT(render_scores(report, ReportFormat::table, {}),
                HasSubstr("1 pair, 0 scored, 1 not"));
}

TEST_F(ScorePairs, TellsNoMoreThanTwentyPairsToPeopleAndAllToPrograms) {
    std::vector<ScoringPair> pairs;
    for (int i = 0; i < 25; ++i) pairs.push_back(pair("p" + std::to_string(i), "a", {}));
    const auto report = score(pairs);
    const auto table = render_scores(report, ReportFormat::table, {});
    EXPECT_THAT(table, HasSubstr("p19: "));
    EXPECT_THAT(table, ::testing::Not(HasSubstr("p20: ")));
    EXPECT_THAT(table, HasSubstr("and 5 more"));
    EXPECT_THAT(render_scores(report, ReportFormat::json, {}), HasSubstr("\"p24\""));
}

TEST_F(ScorePairs, OfAMetricThatIsNotThereOrDoesNotStart) {
    EXPECT_THAT(engine_.metric({"ratoi", "{}"}).error().text(),
                HasSubstr("did you mean \"ratio\"?"));
    EXPECT_THAT(engine_.metric({"honest", R"({"level":0})"}).error().text(),
                HasSubstr("config.level"));
    Engine other({{testing::fixture_folder("failing_start")}, {}, {}});
    EXPECT_THAT(other.metric({"honest", "{}"}).error().text(), HasSubstr("the weights are gone"));
}

TEST_F(ScorePairs, TakesAnAliasAndSaysWhichPluginItWas) {
    const auto scorer = engine_.metric({"sincere", "{}"});
    ASSERT_TRUE(scorer);
    EXPECT_EQ(scorer->plugin().id, "honest");
    EXPECT_EQ(scorer->plugin().version, "1.0.0");
    EXPECT_THAT(scorer->plugin().sha256, SizeIs(64));
    EXPECT_EQ(scorer->score({}).values.size(), 1U) << "it scores 1, whatever it is asked";
}

TEST_F(ScorePairs, JsonIsAsApproved) {
    test::expect_golden("scores/scores.json", render_scores(mixed(), ReportFormat::json, {}));
}

TEST_F(ScorePairs, JsonLinesAreAsApproved) {
    test::expect_golden("scores/scores.jsonl", render_scores(mixed(), ReportFormat::jsonl, {}));
}

TEST_F(ScorePairs, CsvIsAsApproved) {
    test::expect_golden("scores/scores.csv", render_scores(mixed(), ReportFormat::csv, {}));
}

TEST_F(ScorePairs, TableIsAsApproved) {
    test::expect_golden("scores/scores.txt", render_scores(mixed(), ReportFormat::table, {}));
}

TEST_F(ScorePairs, MarkdownIsAsApproved) {
    test::expect_golden("scores/scores.md", render_scores(mixed(), ReportFormat::markdown, {}));
}

}  // namespace
}  // namespace hexameter
