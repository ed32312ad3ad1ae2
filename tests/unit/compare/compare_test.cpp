#include <gtest/gtest.h>

#include "hexameter/report.hpp"
#include "runs.hpp"

namespace hexameter {
namespace {

using test::add_iterations;
using test::run_of;
using Winner = Comparison::Winner;

// The comparison of one metric of one model.
Comparison compared(const std::string& metric, const std::vector<std::vector<double>>& of_a,
                    const std::vector<std::vector<double>>& of_b) {
    RunRecord a = run_of({"m"});
    RunRecord b = run_of({"m"});
    add_iterations(a, "m", metric, of_a);
    add_iterations(b, "m", metric, of_b);
    const auto rows = compare_runs(a, b);
    EXPECT_EQ(rows.size(), 1U);
    return rows.at(0);
}

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
    EXPECT_EQ(row.verdict, "too few: n=3 and 3 cannot show a difference; run at least 4 each");
}

TEST(CompareRuns, SayWhichSideHasNone) {
    RunRecord a = run_of({"m"});
    RunRecord b = run_of({"m"});
    add_iterations(a, "m", "ttft", {{1}, {2}});
    EXPECT_EQ(compare_runs(a, b).at(0).verdict, "B measured nothing");
    EXPECT_EQ(compare_runs(b, a).at(0).verdict, "A measured nothing");
    add_iterations(b, "m", "bytes", {{1}, {2}});
    const auto rows = compare_runs(a, b);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].verdict, "B has none: not asked for, or nothing to measure or to score");
    EXPECT_EQ(rows[1].verdict, "A has none: not asked for, or nothing to measure or to score");
}

TEST(CompareRuns, NameTheLowerOneWinnerWhereLowIsBetter) {
    // Five wholly below five: p = 2 / 252.
    const Comparison row = compared("ttft", {{1}, {2}, {3}, {4}, {5}}, {{6}, {7}, {8}, {9}, {10}});
    EXPECT_DOUBLE_EQ(*row.p_value, 2.0 / 252);
    EXPECT_EQ(row.winner, Winner::a);
    EXPECT_EQ(row.verdict, "A lower, p=0.0079");
}

TEST(CompareRuns, NameTheHigherOneWinnerWhereHighIsBetter) {
    const Comparison row = compared("tps", {{1}, {2}, {3}, {4}, {5}}, {{6}, {7}, {8}, {9}, {10}});
    EXPECT_EQ(row.winner, Winner::b);
    EXPECT_EQ(row.verdict, "A lower, p=0.0079");
}

TEST(CompareRuns, NameNoWinnerWhereNoDirectionIsBetter) {
    const Comparison row = compared("bytes", {{6}, {7}, {8}, {9}, {10}}, {{1}, {2}, {3}, {4}, {5}});
    EXPECT_EQ(row.winner, Winner::none);
    EXPECT_EQ(row.verdict, "A higher, p=0.0079");
}

TEST(CompareRuns, ShowNoDifferenceWhereThereIsNone) {
    // Interleaved: U of a = 0+1+2+3 = 6 of 16; 48 of the 70 orders are as far out.
    const Comparison row = compared("ttft", {{1}, {3}, {5}, {7}}, {{2}, {4}, {6}, {8}});
    EXPECT_EQ(row.winner, Winner::none);
    EXPECT_EQ(row.verdict, "no difference shown (p=0.69)");
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
    EXPECT_EQ(row.verdict, "B measured nothing");
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
