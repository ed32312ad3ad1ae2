// Gates on comparisons, and failed iterations as what is compared.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compared.hpp"
#include "hexameter/compare.hpp"

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

TEST(IsRegression, NeedsTheTestAndMoreThanTheLimit) {
    const Comparison worse = compared("ttft", times(400, 110, 1), times(400, 100, 2));
    EXPECT_TRUE(is_regression(worse, 0.05));
    EXPECT_FALSE(is_regression(worse, 0.2));
    EXPECT_THAT(regression_text(worse), MatchesRegex("mean .* against .* ns, .+[0-9.]+ %: A worse, "
                                                     "p<0.001"));
    const Comparison better = compared("ttft", times(400, 90, 1), times(400, 100, 2));
    EXPECT_EQ(better.winner, Winner::a);
    EXPECT_FALSE(is_regression(better, 0));
    EXPECT_TRUE(is_regression(compared("tps", times(400, 90, 1), times(400, 100, 2)), 0.05));
    EXPECT_FALSE(is_regression(compared("tps", times(400, 110, 1), times(400, 100, 2)), 0));
    EXPECT_FALSE(is_regression(compared("bytes", times(400, 110, 1), times(400, 100, 2)), 0));
    EXPECT_FALSE(is_regression(compared("ttft", times(5, 110, 1), times(5, 100, 2)), 0));
}

TEST(IsRegression, GoesByWhatIsTypicalAsTheVerdictDoes) {
    // 100 around 20 and 22, and one of 900: -24.7 % of the means, and +10 %.
    auto slow = times(100, 22, 1, 0.02);
    auto usual = times(100, 20, 2, 0.02);
    usual.front() = {900};
    const Comparison hidden = compared("ttft", slow, usual);
    EXPECT_LT(*hidden.difference, -0.2);
    EXPECT_EQ(hidden.winner, Winner::b) << said(hidden);
    EXPECT_TRUE(is_regression(hidden, 0.03));
    EXPECT_FALSE(is_regression(hidden, 0.3));
    EXPECT_THAT(hidden.advice,
                MatchesRegex("typically .* %; outliers pull the means the other way"));
    // The other way round, 5 % and an outlier that makes it 45 % of the means.
    slow = times(100, 21, 1, 0.02);
    usual = times(100, 20, 2, 0.02);
    slow.front() = {900};
    const Comparison small = compared("ttft", slow, usual);
    EXPECT_GT(*small.difference, 0.4);
    EXPECT_FALSE(is_regression(small, 0.1)) << said(small);
}

// Models "m" of both: so many iterations went well, so many failed.
RunRecord failed_run(std::size_t ok, std::size_t failed) {
    RunRecord run = run_of({"m"});
    add_iterations(run, "m", "ttft", times(ok + failed, 100, 7));
    auto iterations = run.iterations.all();
    for (std::size_t i = ok; i < ok + failed; ++i) {
        iterations[i].status = IterationStatus::failed;
        iterations[i].values = {};
    }
    run.iterations = iterations;
    run.summary = detail::summarise_run(run.header, run.iterations);
    return run;
}

TEST(CompareRuns, CompareHowManyFailed) {
    const auto rows = compare_runs(failed_run(20, 20), failed_run(38, 2));
    ASSERT_EQ(rows.at(0).metric, "error_rate");
    EXPECT_DOUBLE_EQ(rows[0].a.mean, 0.5);
    EXPECT_DOUBLE_EQ(rows[0].b.mean, 0.05);
    EXPECT_EQ(rows[0].winner, Winner::b) << said(rows[0]);
    EXPECT_EQ(compare_runs(failed_run(20, 0), failed_run(20, 0)).at(0).metric, "ttft");
}

TEST(CompareRuns, CallRareFailuresWhatTheyAre) {
    // 1 of 10 against none of 200: 10 / 210, among two tests.
    const auto rare = compare_runs(failed_run(9, 1), failed_run(200, 0)).at(0);
    EXPECT_EQ(rare.metric, "error_rate");
    EXPECT_EQ(rare.test, TestedBy::shares);
    EXPECT_NEAR(*rare.p_value, 10.0 / 210, 1e-12);
    EXPECT_EQ(rare.winner, Winner::none);
    EXPECT_EQ(said(rare),
              "inconclusive (p=0.095): no relative difference against a mean of 0 or "
              "below");
    EXPECT_FALSE(rare.detectable);
    EXPECT_FALSE(rare.iterations_needed);
    // None of 10 against 1 of 10 says next to nothing.
    const auto fewer = compare_runs(failed_run(10, 0), failed_run(9, 1)).at(0);
    EXPECT_EQ(fewer.outcome, Outcome::inconclusive) << said(fewer);
    EXPECT_GT(*fewer.detectable, 1);
    EXPECT_GT(*fewer.iterations_needed, 10'000U);
    EXPECT_GT(fewer.typical->interval.high, 1);
}

TEST(IsRegression, IsAModelThatMeasuresNothingAnyMore) {
    const auto rows = compare_runs(failed_run(0, 3), failed_run(3, 0));
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[1].outcome, Outcome::nothing);
    EXPECT_TRUE(is_regression(rows[1], 1000));
    EXPECT_EQ(regression_text(rows[1]), "A measured nothing, and B did");
    EXPECT_FALSE(is_regression(compare_runs(failed_run(3, 0), failed_run(0, 3)).at(1), 0));
}

TEST(IsRegression, FromZeroIsAlwaysMore) {
    const std::vector<std::vector<double>> none(10, {0.0});
    const std::vector<std::vector<double>> some(10, {0.1});
    EXPECT_TRUE(is_regression(compared("ttft", some, none), 5));
}

}  // namespace
}  // namespace hexameter
