#include "hexameter/compare.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string_view>

#include "compared.hpp"
#include "runs.hpp"

namespace hexameter {
namespace {

using test::add_iterations;
using test::compared;
using test::run_of;
using test::said;
using test::times;
using Outcome = Comparison::Outcome;
using Winner = Comparison::Winner;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

TEST(CompareRuns, TakeTheDifferenceAgainstB) {
    const Comparison row = compared("ttft", {{80}, {90}, {100}}, {{100}, {120}, {140}});
    EXPECT_EQ(row.model, "m");
    EXPECT_EQ(row.unit, "ns");
    EXPECT_DOUBLE_EQ(row.a.mean, 90);
    EXPECT_DOUBLE_EQ(row.b.mean, 120);
    EXPECT_DOUBLE_EQ(*row.difference, -0.25);  // (90 - 120) / 120
}

TEST(CompareRuns, NameNoWinnerWhereTheSampleIsTooSmall) {
    const Comparison row = compared("ttft", {{1}, {2}, {3}}, {{101}, {102}, {103}});
    EXPECT_FALSE(row.p_value);
    EXPECT_EQ(row.winner, Winner::none);
    EXPECT_EQ(said(row), "too few: n=3 and 3 cannot show a difference; run at least 4 each");
}

TEST(CompareRuns, SayWhichSideHasNone) {
    RunRecord a = run_of({"m"});
    RunRecord b = run_of({"m"});
    add_iterations(a, "m", "ttft", {{1}, {2}});
    EXPECT_EQ(said(compare_runs(a, b).at(0)), "B measured nothing");
    EXPECT_EQ(said(compare_runs(b, a).at(0)), "A measured nothing");
    add_iterations(b, "m", "bytes", {{1}, {2}});
    const auto rows = compare_runs(a, b);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(said(rows[0]), "B has none: not asked for, or nothing to measure or to score");
    EXPECT_EQ(said(rows[1]), "A has none: not asked for, or nothing to measure or to score");
}

TEST(CompareRuns, CompareNoValuesOfTwoUnits) {
    RunRecord a = run_of({"m"});
    RunRecord b = run_of({"m"});
    for (auto* run : {&a, &b}) {
        MetricDefinition cost;
        cost.id = "cost";
        cost.unit = run == &a ? "USD" : "EUR";
        cost.direction = Direction::lower_is_better;
        run->header.metrics.push_back(cost);
    }
    add_iterations(a, "m", "cost", {{9}, {9}, {9}, {9}, {9}});
    add_iterations(b, "m", "cost", {{1}, {1}, {1}, {1}, {1}});
    const auto rows = compare_runs(a, b);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].outcome, Outcome::not_compared);
    EXPECT_EQ(rows[0].verdict, "A in USD, B in EUR");
    EXPECT_FALSE(rows[0].difference);
    EXPECT_FALSE(is_regression(rows[0], 0.05));
}

TEST(CompareRuns, NameTheLowerOneWinnerWhereLowIsBetter) {
    // Five wholly below five: p = 2 / 252.
    const Comparison row = compared("ttft", {{1}, {2}, {3}, {4}, {5}}, {{6}, {7}, {8}, {9}, {10}});
    EXPECT_DOUBLE_EQ(*row.p_value, 2.0 / 252);
    EXPECT_EQ(row.winner, Winner::a);
    EXPECT_THAT(said(row), StartsWith("A better, p=0.0079: to show a difference of "));
}

TEST(CompareRuns, NameTheHigherOneWinnerWhereHighIsBetter) {
    const Comparison row = compared("tps", {{1}, {2}, {3}, {4}, {5}}, {{6}, {7}, {8}, {9}, {10}});
    EXPECT_EQ(row.winner, Winner::b);
    EXPECT_THAT(said(row), StartsWith("A worse, p=0.0079: "));
}

TEST(CompareRuns, NameNoWinnerWhereNoDirectionIsBetter) {
    const Comparison row = compared("bytes", {{6}, {7}, {8}, {9}, {10}}, {{1}, {2}, {3}, {4}, {5}});
    EXPECT_EQ(row.winner, Winner::none);
    EXPECT_THAT(said(row), StartsWith("A higher, p=0.0079"));
    EXPECT_FALSE(row.p_corrected);
}

TEST(CompareRuns, AreInconclusiveWhereTheSampleIsTooSmallForTheMargin) {
    // Interleaved: U of a = 0+1+2+3 = 6 of 16; 48 of the 70 orders are as far out.
    const Comparison row = compared("ttft", {{1}, {3}, {5}, {7}}, {{2}, {4}, {6}, {8}});
    EXPECT_EQ(row.winner, Winner::none);
    EXPECT_EQ(row.outcome, Outcome::inconclusive);
    EXPECT_DOUBLE_EQ(*row.p_value, 48.0 / 70);
    EXPECT_THAT(said(row), MatchesRegex("inconclusive \\(p=0\\.69\\): about [0-9]+ more iterations "
                                        "in each run would show a difference of 5 %"));
    EXPECT_GT(*row.detectable, 0.05);
}

TEST(CompareRuns, ShowNoDifferenceWhereOneWouldHaveShown) {
    const Comparison row = compared("ttft", times(600, 100, 1), times(600, 100, 2));
    EXPECT_EQ(row.outcome, Outcome::no_difference) << said(row);
    EXPECT_EQ(row.winner, Winner::none);
    EXPECT_THAT(said(row), StartsWith("no difference shown (p="));
    EXPECT_LE(*row.detectable, 0.05);
    EXPECT_LT(row.typical->interval.low, 0);
    EXPECT_GT(row.typical->interval.high, 0);
    EXPECT_EQ(row.effect, "negligible");
    // 276 at a deviation of 0.2: see difference_test.cpp.
    EXPECT_NEAR(static_cast<double>(*row.iterations_needed), 276, 50);
}

TEST(CompareRuns, NameNoWinnerWhereTimesDifferByADrift) {
    const auto b = times(20'000, 100, 1, 0.05);
    const Comparison drift = compared("ttft", times(20'000, 100.4, 2, 0.05), b);
    EXPECT_LT(*drift.p_value, 0.001);
    EXPECT_EQ(drift.outcome, Outcome::drift);
    EXPECT_EQ(drift.winner, Winner::none);
    EXPECT_THAT(said(drift), MatchesRegex("no difference \\(drift\\): p<0.001, .+ .. .+ %: "
                                          "below 1 %, by which runs drift"));
    EXPECT_EQ(compared("ttft", times(20'000, 101.5, 2, 0.05), b).winner, Winner::b);
    EXPECT_EQ(compared("bytes", times(20'000, 100.4, 2, 0.05), b).outcome, Outcome::different)
        << "counts do not drift";
    RunRecord of_a = run_of({"m"});
    RunRecord of_b = run_of({"m"});
    add_iterations(of_a, "m", "ttft", times(20'000, 100.4, 2, 0.05));
    add_iterations(of_b, "m", "ttft", b);
    EXPECT_EQ(compare_runs(of_a, of_b, 0.001).at(0).winner, Winner::b) << "asked for 0.1 %";
}

TEST(CompareRuns, ShowFivePercentWithTheIterationsThatTheyAskFor) {
    const Comparison before = compared("ttft", times(60, 105, 3), times(60, 100, 4));
    ASSERT_EQ(before.outcome, Outcome::inconclusive) << said(before);
    ASSERT_TRUE(before.iterations_needed);
    int shown = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const auto n = *before.iterations_needed;
        const Comparison after =
            compared("ttft", times(n, 105, 100 + seed), times(n, 100, 200 + seed));
        if (after.winner == Winner::b) ++shown;
    }
    EXPECT_GE(shown, 26);  // 80 % of 40, less 2 deviations
}

TEST(CompareRuns, CorrectForTheNumberOfTestsThatHaveADirection) {
    RunRecord a = run_of({"m"});
    RunRecord b = run_of({"m"});
    // 5 wholly below 5, 2 / 252, among three tests; bytes have no direction.
    for (const char* metric : {"ttft", "bytes"}) {
        add_iterations(a, "m", metric, {{1}, {2}, {3}, {4}, {5}});
        add_iterations(b, "m", metric, {{6}, {7}, {8}, {9}, {10}});
    }
    for (const char* metric : {"itl", "tps"}) {
        add_iterations(a, "m", metric, times(20, 100, 5));
        add_iterations(b, "m", metric, times(20, 100, 6));
    }
    const auto rows = compare_runs(a, b);
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_DOUBLE_EQ(*rows[0].p_value, 2.0 / 252);
    EXPECT_DOUBLE_EQ(*rows[0].p_corrected, 3 * 2.0 / 252);
    EXPECT_EQ(rows[0].winner, Winner::a);
    EXPECT_FALSE(rows[3].p_corrected);
    EXPECT_EQ(rows[3].outcome, Outcome::different);
}

TEST(CompareRuns, NameNoWinnerThatTheCorrectionDoesNotSupport) {
    RunRecord a = run_of({"m", "n"});
    RunRecord b = run_of({"m", "n"});
    // One of 25 pairs the other way round is 4 / 252, none 2 / 252: among six tests 0.095 and
    // 0.048.
    for (const char* model : {"m", "n"})
        for (const char* metric : {"ttft", "itl", "tps"}) {
            const bool apart = model[0] == 'm' && metric == std::string_view("ttft");
            add_iterations(a, model, metric, {{1}, {2}, {3}, {4}, {apart ? 5. : 6.5}});
            add_iterations(b, model, metric, {{6}, {7}, {8}, {9}, {10}});
        }
    const auto rows = compare_runs(a, b);
    ASSERT_EQ(rows.size(), 6U);
    for (const auto& row : rows) {
        const bool apart = row.model == "m" && row.metric == "ttft";
        EXPECT_DOUBLE_EQ(*row.p_value, (apart ? 2.0 : 4.0) / 252);
        EXPECT_EQ(row.winner, apart ? Winner::a : Winner::none) << said(row);
    }
}

TEST(CompareRuns, SpendNothingOnWhatNeverVaries) {
    RunRecord a = run_of({"m"});
    RunRecord b = run_of({"m"});
    for (auto* run : {&a, &b})
        for (const char* metric : {"itl", "tps"})
            add_iterations(*run, "m", metric, {{5}, {5}, {5}, {5}, {5}});
    add_iterations(a, "m", "ttft", {{1}, {2}, {3}, {4}, {5}});
    add_iterations(b, "m", "ttft", {{6}, {7}, {8}, {9}, {10}});
    const auto rows = compare_runs(a, b);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_DOUBLE_EQ(*rows[0].p_corrected, *rows[0].p_value);
    for (const std::size_t i : {1U, 2U}) {
        EXPECT_EQ(rows[i].outcome, Outcome::same);
        EXPECT_FALSE(rows[i].p_value);
        EXPECT_EQ(said(rows[i]), "the same in every iteration");
    }
}

TEST(CompareRuns, SayHowManyValuesOneOfManyTestsTakes) {
    RunRecord a = run_of({"m"});
    RunRecord b = run_of({"m"});
    for (const char* metric : {"ttft", "itl", "tps"}) {
        add_iterations(a, "m", metric, {{1}, {2}, {3}, {4}});
        add_iterations(b, "m", metric, {{5}, {6}, {7}, {8}});
    }
    // The least p of 4 and 4 is 2 / 70 > 0.05 / 3; of 5 and 5 it is 2 / 252.
    for (const auto& row : compare_runs(a, b)) {
        EXPECT_EQ(row.outcome, Outcome::too_few);
        EXPECT_EQ(row.winner, Winner::none);
        EXPECT_EQ(said(row),
                  "too few: n=4 and 4 cannot show a difference in one of 3 tests; run at least 5 "
                  "each");
    }
}

TEST(CompareRuns, GiveIntervalsOfIndependentValuesOnly) {
    const Comparison single = compared("ttft", times(50, 100, 1), times(50, 100, 2));
    EXPECT_TRUE(single.a.mean_interval);
    EXPECT_TRUE(single.b.median_interval);
    EXPECT_EQ(single.a.percentile_intervals.count(900), 1U);
    std::vector<std::vector<double>> gaps = times(50, 10, 3);
    for (auto& of_one : gaps) of_one.push_back(of_one.front() * 1.01);
    EXPECT_FALSE(compared("itl", gaps, gaps).a.mean_interval);
}

// Comparison of the metric "score".
Comparison scores(const RunRecord& a, const RunRecord& b) {
    for (const auto& row : compare_runs(a, b))
        if (row.metric == "score") return row;
    ADD_FAILURE() << "no score";
    return {};
}

// Each sample has a level of its own, asked `times`; `better` is added to each.
RunRecord judged(std::size_t samples, std::size_t times, double better, std::uint64_t seed) {
    std::mt19937_64 levels(42);
    std::mt19937_64 bits(seed);
    std::uniform_real_distribution<double> level(0.1, 0.8);
    std::normal_distribution<double> noise(0, 0.01);
    test::Scores scores;
    for (std::size_t i = 0; i < samples; ++i) {
        const double of_sample = level(levels) + better;
        scores.push_back({"q" + std::to_string(i), {}});
        for (std::size_t k = 0; k < times; ++k)
            scores.back().second.push_back(of_sample + noise(bits));
    }
    return test::scored_run(scores);
}

TEST(CompareRuns, TestScoresOfTheSameSamplesInPairs) {
    const Comparison row = scores(judged(40, 1, 0.02, 1), judged(40, 1, 0, 2));
    EXPECT_TRUE(row.paired);
    EXPECT_EQ(row.tested_a, 40U);
    EXPECT_EQ(row.winner, Winner::a) << said(row);
    EXPECT_THAT(said(row), MatchesRegex("A better, p<0.001: to show a difference of [0-9.]+ % "
                                        "takes about [0-9]+ samples"));
    EXPECT_EQ(row.typical->by, DifferenceBy::resampled_pairs);
    EXPECT_EQ(row.test, TestedBy::signs);
    EXPECT_GT(row.typical->interval.low, 0);
}

TEST(CompareRuns, TestScoresOfOtherDataByRanksOfTheirSamples) {
    RunRecord a = judged(40, 3, 0.02, 1);
    a.header.dataset_sha256 = "other";
    const Comparison row = scores(a, judged(40, 3, 0, 2));
    EXPECT_FALSE(row.paired);
    EXPECT_TRUE(row.by_sample);
    EXPECT_EQ(row.tested_a, 40U);
    EXPECT_EQ(row.a.n, 120U);
    EXPECT_EQ(row.outcome, Outcome::inconclusive) << said(row);
    EXPECT_THAT(said(row), MatchesRegex("inconclusive .* more samples in each run would show.*"));
}

TEST(CompareRuns, AreNotMadeSurerByMoreAnswersToAFewSamples) {
    const Comparison row = scores(judged(5, 100, 0.02, 1), judged(5, 100, 0, 2));
    EXPECT_EQ(row.outcome, Outcome::too_few);
    EXPECT_EQ(said(row), "too few: 5 samples cannot show a difference; take at least 6");
}

TEST(CompareRuns, OfScoresThatAreAlikeShowNoDifference) {
    const Comparison row = scores(judged(60, 2, 0, 1), judged(60, 2, 0, 2));
    EXPECT_EQ(row.outcome, Outcome::no_difference) << said(row);
}

TEST(CompareRuns, OfTheSameScoresHaveNothingToTest) {
    const Comparison row = scores(judged(12, 1, 0, 1), judged(12, 1, 0, 1));
    EXPECT_EQ(row.outcome, Outcome::same);
    EXPECT_EQ(said(row), "the same in every sample");
    EXPECT_FALSE(row.p_value);
    EXPECT_FALSE(row.detectable);
    EXPECT_FALSE(row.iterations_needed);
}

TEST(CompareRuns, SayWhichTestItWas) {
    const Comparison many = scores(judged(2100, 1, 0.02, 1), judged(2100, 1, 0, 2));
    EXPECT_EQ(many.test, TestedBy::students_t);
    EXPECT_EQ(many.typical->by, DifferenceBy::pairs);
    EXPECT_EQ(to_string(many.test), "paired_t");
    EXPECT_EQ(to_string(many.typical->by), "paired_t");
    EXPECT_EQ(compared("ttft", {{1}, {3}, {5}, {7}}, {{2}, {4}, {6}, {8}}).test, TestedBy::ranks);
}

TEST(CompareRuns, OfTimesThatAreTiedSeeWhatMeansShow) {
    // Of 100 each 40 of B took twice as long: more than half of all ratios are 1.
    std::vector<std::vector<double>> a(100, {10});
    auto b = a;
    for (std::size_t i = 0; i < 40; ++i) b[i] = {20};
    const Comparison row = compared("ttft", a, b);
    EXPECT_EQ(row.winner, Winner::a) << said(row);
    EXPECT_NEAR(row.typical->estimate, 10 / 14.0 - 1, 1e-12);
}

// Times that a clock of 2 ns ticks tells: so many of 100 at 34, the others at 36.
std::vector<std::vector<double>> ticks(std::size_t at_34_of_100) {
    std::vector<std::vector<double>> values;
    for (std::size_t i = 0; i < 10'000; ++i) values.push_back({i % 100 < at_34_of_100 ? 34. : 36.});
    return values;
}

TEST(CompareRuns, OfTicksOfAClockNameNoWinnerForLessThanADrift) {
    const Comparison row = compared("ttft", ticks(58), ticks(62));
    EXPECT_LT(*row.p_value, 1e-6);
    EXPECT_EQ(row.outcome, Outcome::drift) << said(row);
    EXPECT_NEAR(row.typical->estimate, 34.84 / 34.76 - 1, 1e-12);
    EXPECT_LT(row.typical->interval.high - row.typical->interval.low, 0.005);
    EXPECT_EQ(compared("ttft", ticks(10), ticks(90)).winner, Winner::b);
}

TEST(CompareRuns, NameNoWinnerWhereTestAndIntervalDisagree) {
    // Most scores of A are the higher ones, six outliers of B pull its mean far above.
    test::Scores a;
    test::Scores b;
    for (int i = 0; i < 40; ++i) {
        a.emplace_back("a" + std::to_string(i), std::vector<double>{2 + i * 0.01});
        b.emplace_back("b" + std::to_string(i), std::vector<double>{i < 34 ? 1 + i * 0.01 : 60});
    }
    auto other = test::scored_run(b);
    other.header.dataset_sha256 = "other";
    const auto rows = compare_runs(test::scored_run(a), other);
    const auto row =
        std::find_if(rows.begin(), rows.end(), [](const auto& r) { return r.metric == "score"; });
    ASSERT_NE(row, rows.end());
    EXPECT_LT(*row->p_corrected, 0.05);
    EXPECT_EQ(row->winner, Winner::none);
    EXPECT_EQ(row->outcome, Outcome::inconclusive);
    EXPECT_THAT(said(*row), MatchesRegex("inconclusive .test and interval disagree.: the test "
                                         "shows a difference .p<0.001., the interval .*"));
}

TEST(CompareRuns, TestOneValuePerIterationAndPoolTheRest) {
    // 3 answers each with 4 gaps: pooled, 12 values would feign a difference.
    const std::vector<std::vector<double>> low{{1, 1, 1, 1}, {2, 2, 2, 2}, {3, 3, 3, 3}};
    const std::vector<std::vector<double>> high{{7, 7, 7, 7}, {8, 8, 8, 8}, {9, 9, 9, 9}};
    const Comparison row = compared("itl", low, high);
    EXPECT_EQ(row.a.n, 12U);
    EXPECT_FALSE(row.p_value);
    EXPECT_EQ(row.winner, Winner::none);
}

TEST(CompareRuns, LetRanksDecideAndNotAnOutlier) {
    // A is lower but for one value, which pulls its mean above B's. U of a = 10 of 100.
    const Comparison row = compared("ttft", {{1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}, {9000}},
                                    {{11}, {12}, {13}, {14}, {15}, {16}, {17}, {18}, {19}, {20}});
    EXPECT_GT(*row.difference, 0);
    EXPECT_EQ(row.winner, Winner::a);
}

TEST(CompareRuns, HaveNoDifferenceAgainstZeroOrNothing) {
    EXPECT_FALSE(compared("ttft", {{1}}, {{0}}).difference);
    const Comparison row = compared("ttft", {{1}, {2}}, {});
    EXPECT_FALSE(row.difference);
    EXPECT_EQ(row.b.n, 0U);
    EXPECT_EQ(said(row), "B measured nothing");
}

TEST(CompareRuns, OfARunWithItselfShowNoDifference) {
    RunRecord run = run_of({"x", "y"});
    add_iterations(run, "x", "ttft", {{1}, {2}, {3}, {4}});
    add_iterations(run, "y", "ttft", {{5}, {6}, {7}, {8}});
    const auto rows = compare_runs(run, run);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].model, "x");
    EXPECT_EQ(rows[1].model, "y");
    for (const auto& row : rows) {
        EXPECT_EQ(row.difference, 0);
        EXPECT_EQ(row.p_value, 1);
    }
}

TEST(CompareRuns, TakeMetricsThatOnlyBKnows) {
    RunRecord a = run_of({"m"});
    RunRecord b = run_of({"m"});
    a.header.metrics.clear();
    add_iterations(b, "m", "tps", {{1}});
    const auto rows = compare_runs(a, b);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].unit, "tokens/s");
    EXPECT_EQ(rows[0].a.n, 0U);
}

}  // namespace
}  // namespace hexameter
