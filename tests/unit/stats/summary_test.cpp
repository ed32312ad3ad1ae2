// Times of the builder are ms since a common origin; expected values are worked out in comments.
#include "stats/summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "support/timeline_builder.hpp"
#include "timeline/definitions.hpp"

namespace hexameter::detail {
namespace {

using test::TimelineBuilder;

RunHeader header_of(const std::vector<std::string>& models) {
    RunHeader header;
    for (const auto& model : models) {
        ModelSpec spec;
        spec.provider = "simulated";
        spec.model = model;
        spec.label = model;
        header.spec.models.push_back(spec);
    }
    header.metrics = timing_definitions();
    return header;
}

// `tokens` events from `first_ms` after the send, 10 ms apart; the transport ends 5 ms later.
IterationRecord iteration(const std::string& model, double sent_ms, int tokens, double first_ms) {
    IterationRecord record;
    record.model = model;
    TimelineBuilder builder(sent_ms);
    builder.tokens(tokens, first_ms, 10).end(first_ms + (tokens - 1) * 10 + 5);
    record.timeline = builder.take();
    record.values = timing_values(record.timeline);
    return record;
}

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

RunHeader in_parallel(const std::vector<std::string>& models) {
    RunHeader header = header_of(models);
    header.spec.order = ModelOrder::parallel;
    return header;
}

IterationRecord warmup(IterationRecord record) {
    record.warmup = true;
    return record;
}

TEST(SummariseRun, GivesTheFiguresOfModelsInParallel) {
    // a: 0 .. 1000 ms (1 token at 1000). b: 200 .. 800 ms. Wall 1000 ms.
    const RunSummary run = summarise_run(in_parallel({"a", "b"}),
                                         {iteration("a", 0, 1, 1000), iteration("b", 200, 1, 600)});
    ASSERT_TRUE(run.parallel);
    EXPECT_EQ(run.parallel->wall, Nanos(1'000'000'000));
    EXPECT_DOUBLE_EQ(run.parallel->speed_up, 1.6);    // (1000 + 600) / 1000
    EXPECT_DOUBLE_EQ(run.parallel->efficiency, 0.8);  // 1.6 / 2
    EXPECT_EQ(run.parallel->overhead, Nanos(0));      // 1000 - 1000
}

TEST(SummariseRun, CountsNoTimeInWhichOnlyWarmUpsRan) {
    // a: 100 .. 400. b warms up 0 .. 600 and measures 700 .. 1200. Neither measures in 400 .. 700.
    const RunSummary run = summarise_run(
        in_parallel({"a", "b"}), {warmup(iteration("a", 0, 1, 90)), iteration("a", 100, 1, 300),
                                  warmup(iteration("b", 0, 1, 600)), iteration("b", 700, 1, 500)});
    ASSERT_TRUE(run.parallel);
    EXPECT_EQ(run.parallel->wall, Nanos(800'000'000));  // 300 + 500
    EXPECT_DOUBLE_EQ(run.parallel->speed_up, 1);
    EXPECT_DOUBLE_EQ(run.parallel->efficiency, 0.5);
    EXPECT_EQ(run.parallel->overhead, Nanos(300'000'000));  // 800 - 500
}

TEST(SummariseRun, CountsWarmUpsOfOneModelWhileAnotherMeasures) {
    // a measures 0 .. 1000; b warms up 0 .. 400 and measures 500 .. 1100: wall 1100.
    const RunSummary run = summarise_run(
        in_parallel({"a", "b"}), {iteration("a", 0, 1, 500), iteration("a", 600, 1, 400),
                                  warmup(iteration("b", 0, 1, 400)), iteration("b", 500, 1, 600)});
    ASSERT_TRUE(run.parallel);
    EXPECT_EQ(run.parallel->wall, Nanos(1'100'000'000));
    EXPECT_DOUBLE_EQ(run.parallel->speed_up, 1600.0 / 1100);
    EXPECT_EQ(run.parallel->overhead, Nanos(100'000'000));
}

TEST(SummariseRun, GivesNoFiguresOfParallelModelsWhenTheyRanOneAfterAnother) {
    const RunSummary run = summarise_run(
        header_of({"a", "b"}), {iteration("a", 0, 1, 400), warmup(iteration("b", 400, 1, 90)),
                                iteration("b", 500, 1, 500)});
    EXPECT_FALSE(run.parallel);
    EXPECT_EQ(run.models[0].own_time, Nanos(400'000'000));
    EXPECT_EQ(run.models[1].own_time, Nanos(500'000'000));
}

TEST(SummariseRun, KeepsLabelsApartAndComputesRatios) {
    RunHeader header = header_of({"m"});
    MetricDefinition wer;
    wer.id = "wer";
    wer.origin = "wer";
    wer.aggregate = Aggregate::ratio;
    MetricDefinition text;
    text.id = "text";
    text.aggregate = Aggregate::none;
    header.metrics = {wer, text};
    IterationRecord first = iteration("m", 0, 1, 10);
    IterationRecord second = iteration("m", 100, 1, 10);
    second.sample = "another";
    // 1 of 10 words and 1 of 2 wrong: 2 of 12, not the mean of 0.1 and 0.5.
    first.values = {{"wer", "", 0.1, 10}, {"pass", "k=1", 0, 1}, {"text", "", 1, 1}};
    second.values = {{"wer", "", 0.5, 2}, {"pass", "k=5", 1, 1}};
    const auto models = summarise_run(header, {first, second}).models;
    ASSERT_EQ(models[0].metrics.size(), 3U);
    EXPECT_EQ(models[0].metrics[0].metric, "wer");
    EXPECT_DOUBLE_EQ(*models[0].metrics[0].ratio, 2.0 / 12);
    EXPECT_TRUE(models[0].metrics[0].ratio_interval);
    EXPECT_DOUBLE_EQ(models[0].metrics[0].distribution.mean, 0.3);
    EXPECT_EQ(models[0].metrics[1].label, "k=1");
    EXPECT_FALSE(models[0].metrics[1].ratio);
    EXPECT_EQ(models[0].metrics[2].label, "k=5");
}

TEST(SummariseRun, GivesIntervalsOfOneTimePerIteration) {
    std::vector<IterationRecord> records;
    for (int i = 0; i < 50; ++i) records.push_back(iteration("m", i * 100, 3, 10 + i));
    const auto models = summarise_run(header_of({"m"}), records).models;
    const auto of = [&](const std::string& metric) {
        for (const auto& one : models[0].metrics)
            if (one.metric == metric) return one.distribution;
        ADD_FAILURE() << metric;
        return Distribution{};
    };
    const auto total = of("total");
    ASSERT_TRUE(total.mean_interval);
    EXPECT_LT(total.mean_interval->low, total.mean);
    EXPECT_GT(total.mean_interval->high, total.mean);
    EXPECT_TRUE(total.median_interval);
    EXPECT_EQ(total.percentile_intervals.count(900), 1U);
    EXPECT_FALSE(of("itl").mean_interval) << "gaps of one answer are not independent";
}

TEST(SummariseRun, KeepsMeansOfTimesAboveZero) {
    const auto models =
        summarise_run(header_of({"m"}), {iteration("m", 0, 1, 10), iteration("m", 100, 1, 90)})
            .models;
    const auto& ttft = models[0].metrics.front().distribution;
    ASSERT_TRUE(ttft.mean_interval);  // 12.7 standard errors
    EXPECT_EQ(ttft.mean_interval->low, 0);
    EXPECT_GT(ttft.mean_interval->high, 5 * ttft.mean);
}

TEST(SummariseRun, TakesScoresOfOneSampleTogether) {
    RunHeader header = header_of({"m"});
    MetricDefinition score;
    score.id = "score";
    score.origin = "judge";
    header.metrics = {score};
    header.samples = 20;
    header.spec.iterations = 10;
    std::vector<IterationRecord> records;
    for (int again = 0; again < 10; ++again)
        for (int i = 0; i < 20; ++i) {
            records.push_back(iteration("m", 0, 1, 10));
            records.back().sample = std::to_string(i);
            records.back().values = {{"score", "", i % 2 == 0 ? 1.0 : 0.0, 1}};
        }
    const auto width = [&] {
        const auto models = summarise_run(header, records).models;
        const auto& interval = models[0].metrics[0].distribution.mean_interval;
        EXPECT_TRUE(interval);
        return interval ? interval->high - interval->low : 0;
    };
    const double by_sample = width();
    header.samples = 1;  // the same values as of one sample, asked 200 times
    EXPECT_NEAR(by_sample / width(), std::sqrt(10.0), 0.4);
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

TEST(SummariseRun, SeesNoDriftInWhatEndsInTheOrderOfItsLength) {
    // 64 at once, none of which knows of the others: the shortest one ends first.
    std::vector<IterationRecord> iterations;
    for (int i = 0; i < 64; ++i) iterations.push_back(iteration("m", i, 3, 1000 + i * 29 % 64 * 5));
    std::sort(iterations.begin(), iterations.end(),
              [](const auto& a, const auto& b) { return a.timeline.end < b.timeline.end; });
    EXPECT_THAT(summarise_run(header_of({"m"}), iterations).models.at(0).findings,
                ::testing::IsEmpty());
}

TEST(SummariseRun, NoticesThatTheFirstIterationsWereSlower) {
    std::vector<IterationRecord> iterations;
    for (int i = 0; i < 40; ++i)
        iterations.push_back(iteration("m", i * 1000, 3, (i < 5 ? 400 : 100) + i % 7));
    const auto findings = summarise_run(header_of({"m"}), iterations).models.at(0).findings;
    EXPECT_THAT(findings, ::testing::Contains(::testing::AllOf(
                              ::testing::HasSubstr("ttft: the median of the first 5 values"),
                              ::testing::HasSubstr("more warm-up iterations"))));
    iterations.erase(iterations.begin(), iterations.begin() + 5);
    EXPECT_THAT(summarise_run(header_of({"m"}), iterations).models.at(0).findings,
                ::testing::IsEmpty());
}

}  // namespace
}  // namespace hexameter::detail
