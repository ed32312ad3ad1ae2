// Times of the builder are ms since a common origin; expected values are worked out in comments.
#include "stats/summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/stats/measured.hpp"

namespace hexameter::detail {
namespace {

using test::header_of;
using test::iteration;

IterationRecord failed(IterationRecord record, const std::string& message) {
    record.status = IterationStatus::failed;
    record.error = Error(ErrorCode::transport, message);
    return record;
}

const MetricSummary* find(const ModelSummary& model, const std::string& metric) {
    for (const auto& summary : model.metrics)
        if (summary.metric == metric) return &summary;
    return nullptr;
}

TEST(SummariseRun, SumsTheCostOfAllRequestsAndCountsThoseWithout) {
    auto header = header_of({"m", "free"});
    header.spec.prices_json = R"({"models":{"m":{"input":1,"output":1}}})";
    std::vector<IterationRecord> iterations;
    for (int i = 0; i < 4; ++i) iterations.push_back(iteration("m", i * 1000, 2, 100));
    for (int i = 0; i < 3; ++i) iterations[i].values.push_back({"cost", "", 0.5, 1});
    iterations[0].warmup = true;
    iterations[1] = failed(iterations[1], "reset");
    iterations.push_back(iteration("free", 9000, 2, 100));
    const auto run = summarise_run(header, iterations);
    EXPECT_EQ(run.models[0].cost, 1.5);
    EXPECT_EQ(run.models[0].unpriced, 1u);
    EXPECT_FALSE(run.models[1].cost);
    EXPECT_EQ(run.models[1].unpriced, 0u);
}

TEST(SummariseRun, CountsMeasuredIterationsForWhichTheModelWasLoaded) {
    std::vector<IterationRecord> iterations;
    for (int i = 0; i < 4; ++i) iterations.push_back(iteration("m", i * 1000, 2, 100));
    iterations[0].timeline.claim.load = iterations[1].timeline.claim.load = std::chrono::seconds(2);
    iterations[0].warmup = true;
    iterations[2].timeline.claim.load = std::chrono::milliseconds(60);
    EXPECT_EQ(summarise_run(header_of({"m"}), iterations).models[0].cold, 1u);
}

TEST(SummariseRun, CountsMeasuredAnswersOnWhichAMetricFailed) {
    std::vector<IterationRecord> iterations;
    for (int i = 0; i < 4; ++i) iterations.push_back(iteration("m", i * 1000, 2, 100));
    for (const int i : {0, 1, 3}) iterations[i].failed_metrics = {"ratio", "judge"};
    iterations[0].warmup = true;
    iterations[3] = failed(iterations[3], "reset");
    EXPECT_EQ(summarise_run(header_of({"m"}), iterations).models[0].failed_scores, 1u);
}

TEST(SummariseRun, PoolsMeasuredIterationsThatSucceeded) {
    std::vector<IterationRecord> iterations{iteration("m", 0, 3, 100), iteration("m", 1000, 2, 200),
                                            failed(iteration("m", 2000, 2, 999), "reset"),
                                            iteration("m", 3000, 2, 777),
                                            failed(iteration("m", 4000, 2, 777), "cold")};
    iterations[3].warmup = iterations[4].warmup = true;
    const RunSummary run = summarise_run(header_of({"m"}), iterations);
    ASSERT_EQ(run.models.size(), 1U);
    const ModelSummary& model = run.models[0];
    EXPECT_EQ(model.provider, "simulated");
    EXPECT_EQ(model.ok, 2U);
    EXPECT_EQ(model.failed, 1U);
    EXPECT_EQ(model.warmups, 2U);
    EXPECT_EQ(model.failed_warmups, 1U);
    EXPECT_THAT(model.errors, ::testing::ElementsAre(::testing::Pair("reset", 1U)));
    EXPECT_THAT(model.warmup_errors, ::testing::ElementsAre(::testing::Pair("cold", 1U)));
    ASSERT_NE(find(model, "ttft"), nullptr);
    EXPECT_EQ(find(model, "ttft")->distribution.n, 2U);
    EXPECT_DOUBLE_EQ(find(model, "ttft")->distribution.mean, 150e6);
    EXPECT_EQ(find(model, "itl")->distribution.n, 3U);  // 2 gaps and 1
    EXPECT_DOUBLE_EQ(find(model, "itl")->distribution.mean, 10e6);
    EXPECT_FALSE(run.parallel);
}

TEST(SummariseRun, TakesThroughputFromTheFirstSendToTheLastEndOfMeasuredOnes) {
    // The warm-up (sent at 0) is outside. First send 1000, last content 2110: 5 tokens in 1110 ms.
    std::vector<IterationRecord> iterations{iteration("m", 0, 9, 100), iteration("m", 1000, 3, 100),
                                            iteration("m", 2000, 2, 100)};
    iterations.front().warmup = true;
    const RunSummary run = summarise_run(header_of({"m"}), iterations);
    EXPECT_EQ(run.models[0].own_time, Nanos(1'110'000'000));
    EXPECT_DOUBLE_EQ(*run.models[0].throughput_tokens_per_s, 5 / 1.110);
}

TEST(SummariseRun, CountsTheTimeOfAFailureAndNotItsTokens) {
    // Content until 110, then a stall until the transport ends at 900 after the send.
    IterationRecord stalled = failed(iteration("m", 1000, 2, 100), "stalled");
    stalled.timeline.end = *stalled.timeline.sent + Nanos(900'000'000);
    const RunSummary run = summarise_run(header_of({"m"}), {iteration("m", 0, 4, 100), stalled});
    EXPECT_EQ(run.models[0].own_time, Nanos(1'900'000'000));
    EXPECT_DOUBLE_EQ(*run.models[0].throughput_tokens_per_s, 4 / 1.9);
}

TEST(SummariseRun, KeepsTheOrderOfModelsAndOfDefinitions) {
    const RunSummary run =
        summarise_run(header_of({"b", "a"}), {iteration("a", 0, 2, 10), iteration("c", 0, 2, 10)});
    ASSERT_EQ(run.models.size(), 3U);
    EXPECT_EQ(run.models[0].model, "b");
    EXPECT_EQ(run.models[1].model, "a");
    EXPECT_EQ(run.models[2].model, "c");  // the header does not know it
    EXPECT_EQ(run.models[1].metrics.front().metric, "ttft");
}

TEST(SummariseRun, OfNothingIsEmpty) {
    const RunSummary run = summarise_run(header_of({"a", "b"}), {});
    ASSERT_EQ(run.models.size(), 2U);
    EXPECT_FALSE(run.models[0].throughput_tokens_per_s);
    EXPECT_TRUE(run.models[0].metrics.empty());
    EXPECT_FALSE(run.parallel);
    EXPECT_FALSE(run.duration);
}

TEST(SummariseRun, CountsCancelledOnesAlone) {
    IterationRecord cut = iteration("m", 0, 2, 10);
    cut.status = IterationStatus::cancelled;
    cut.error = Error(ErrorCode::cancelled, "stopped");
    const auto model = summarise_run(header_of({"m"}), {cut}).models[0];
    EXPECT_EQ(model.cancelled, 1U);
    EXPECT_TRUE(model.errors.empty());
    EXPECT_TRUE(model.metrics.empty());
    EXPECT_EQ(model.own_time, Nanos{0});
}

TEST(SummariseRun, LeavesTheTimeOfCutAttemptsOutOfTheThroughput) {
    // Part 0: 0 .. 110, then one that is cut. Part 1: cut. Part 2: 110 again. 4 tokens in 220 ms.
    std::vector<IterationRecord> iterations{iteration("m", 0, 2, 100), iteration("m", 200, 9, 100),
                                            iteration("m", 5000, 9, 100),
                                            iteration("m", 9000, 2, 100)};
    for (const int i : {1, 2}) iterations[i].status = IterationStatus::cancelled;
    iterations[2].part = 1;
    iterations[3].part = 2;
    const auto model = summarise_run(header_of({"m"}), iterations).models[0];
    EXPECT_EQ(model.own_time, Nanos(220'000'000));
    EXPECT_DOUBLE_EQ(*model.throughput_tokens_per_s, 4 / 0.22);
}

}  // namespace
}  // namespace hexameter::detail
