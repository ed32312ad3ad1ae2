#include "stats/metric_pools.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "stats/summary.hpp"
#include "unit/stats/measured.hpp"

namespace hexameter::detail {
namespace {

using test::header_of;
using test::iteration;

TEST(MetricPools, KeepsLabelsApartAndComputesRatios) {
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

TEST(MetricPools, GivesIntervalsOfOneTimePerIteration) {
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

TEST(MetricPools, KeepsMeansOfTimesAboveZero) {
    const auto models =
        summarise_run(header_of({"m"}), {iteration("m", 0, 1, 10), iteration("m", 100, 1, 90)})
            .models;
    const auto& ttft = models[0].metrics.front().distribution;
    ASSERT_TRUE(ttft.mean_interval);  // 12.7 standard errors
    EXPECT_EQ(ttft.mean_interval->low, 0);
    EXPECT_GT(ttft.mean_interval->high, 5 * ttft.mean);
}

TEST(MetricPools, TakesScoresOfOneSampleTogether) {
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

TEST(MetricPools, SeesNoDriftInWhatEndsInTheOrderOfItsLength) {
    // 64 at once, none of which knows of the others: the shortest one ends first.
    std::vector<IterationRecord> iterations;
    for (int i = 0; i < 64; ++i) iterations.push_back(iteration("m", i, 3, 1000 + i * 29 % 64 * 5));
    std::sort(iterations.begin(), iterations.end(),
              [](const auto& a, const auto& b) { return a.timeline.end < b.timeline.end; });
    EXPECT_THAT(summarise_run(header_of({"m"}), iterations).models.at(0).findings,
                ::testing::IsEmpty());
}

TEST(MetricPools, NoticesThatTheFirstIterationsWereSlower) {
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
