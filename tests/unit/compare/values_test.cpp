#include "compare/values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runs.hpp"

namespace hexameter::detail {
namespace {

using test::run_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MetricSamples, LeaveOutWarmupsFailuresAndOtherModels) {
    RunRecord run = run_of({"m", "other"});
    test::add_iterations(run, "m", "itl", {{10, 30}, {50}, {1}, {2}});
    auto iterations = run.iterations.all();
    iterations[2].warmup = true;
    iterations[3].status = IterationStatus::failed;
    run.iterations = iterations;
    test::add_iterations(run, "other", "itl", {{9}});
    const auto samples = metric_samples(run).at("m");
    ASSERT_EQ(samples.size(), 1U);
    const MetricSample& itl = samples.at({"itl", ""});
    EXPECT_EQ(itl.distribution.n, 3U);
    EXPECT_EQ(itl.distribution.mean, 30);
    EXPECT_THAT(itl.values, ElementsAre(20, 50));
    EXPECT_THAT(itl.samples, IsEmpty());
}

TEST(MetricSamples, TakeScoresBySampleAndTimesByIteration) {
    RunRecord run = test::scored_run({{"q2", {1, 0}}, {"q1", {0.5}}});
    const auto samples = metric_samples(run).at("m");
    const MetricSample& score = samples.at({"score", ""});
    EXPECT_THAT(score.samples, ElementsAre("q1", "q2"));
    EXPECT_THAT(score.values, ElementsAre(0.5, 0.5));
    EXPECT_EQ(score.distribution.n, 3U);
    EXPECT_THAT(samples.at({"ttft", ""}).values, ElementsAre(100, 100, 100));
}

TEST(MetricSamples, OfOneSampleAreThoseOfItsIterations) {
    RunRecord run = test::scored_run({{"q", {1, 0, 1}}});
    EXPECT_THAT(metric_samples(run).at("m").at({"score", ""}).values, ElementsAre(1, 0, 1));
}

TEST(PairsOf, AreTheSamplesThatBothHave) {
    const auto of = [](const test::Scores& scores) {
        return metric_samples(test::scored_run(scores)).at("m").at({"score", ""});
    };
    const auto pairs = pairs_of(of({{"a", {1}}, {"b", {2}}, {"d", {3}}}),
                                of({{"b", {4}}, {"c", {5}}, {"d", {6}}}));
    EXPECT_THAT(pairs.a, ElementsAre(2, 3));
    EXPECT_THAT(pairs.b, ElementsAre(4, 6));
    EXPECT_THAT(pairs_of(of({{"a", {1}}}), of({{"a", {1}}})).a, IsEmpty()) << "by iteration";
}

}  // namespace
}  // namespace hexameter::detail
