#include "report/metric_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "demo_run.hpp"

namespace hexameter::detail {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> names(const std::vector<MetricRow>& rows) {
    std::vector<std::string> result;
    for (const auto& row : rows) result.push_back(row.name);
    return result;
}

TEST(MetricRows, PutHeadlineTimingsFirstThenWhatPluginsMeasure) {
    const RunRecord run = test::demo_run();
    EXPECT_THAT(names(metric_rows(run, run.summary.models[0])),
                ElementsAre("ttft", "itl", "tpot", "tps_decode", "tps_e2e", "total",
                            "output_tokens", "exact_match", "word_error_rate*"));
}

TEST(MetricRows, ShowTheFirstAnswerWhereReasoningComesBeforeIt) {
    ModelSummary model;
    for (const char* id : {"ttft", "ttfo"}) {
        MetricSummary metric;
        metric.metric = id;
        metric.distribution.n = 3;
        metric.distribution.mean = 5;
        model.metrics.push_back(metric);
    }
    EXPECT_THAT(names(metric_rows({}, model)), ElementsAre("ttft"));
    model.metrics.back().distribution.mean = 9;
    EXPECT_THAT(names(metric_rows({}, model)), ElementsAre("ttft", "ttfo"));
}

TEST(MetricRows, ShowAPercentileOnlyWhereItIsSupported) {
    const RunRecord run = test::demo_run();
    const auto rows = metric_rows(run, run.summary.models[0]);
    // 50 values of ttft support p90 and no more; 200 gaps support p95 too.
    EXPECT_EQ(rows[0].n, "50");
    EXPECT_NE(rows[0].p90, "-");
    EXPECT_EQ(rows[0].p95, "-");
    EXPECT_EQ(rows[1].n, "200");
    EXPECT_NE(rows[1].p95, "-");
    EXPECT_EQ(rows[1].p99, "-");
    EXPECT_EQ(footnotes(rows).size(), 3U);
}

TEST(MetricRows, ShowWhereTheMeanLies) {
    RunRecord run = test::demo_run();
    auto& metrics = run.summary.models[0].metrics;
    metrics[0].distribution.mean_interval = Interval{22.04e6, 22.86e6};
    metrics.back().ratio_interval = Interval{0.01, 0.09};
    const auto rows = metric_rows(run, run.summary.models[0]);
    EXPECT_EQ(rows[0].interval, "22.04 .. 22.86");
    EXPECT_EQ(rows[1].interval, "-") << "gaps of one answer are not independent";
    EXPECT_EQ(rows.back().interval, "0.01 .. 0.09");
}

TEST(MetricRows, SayWhereQuantilesAreNotExact) {
    RunRecord run = test::demo_run();
    run.summary.models[0].metrics[0].distribution.quantile_error = 1.0 / 2048;
    const auto notes = footnotes(metric_rows(run, run.summary.models[0]));
    EXPECT_THAT(notes, Contains(HasSubstr("within 0.05 %")));
}

TEST(MetricRows, ShowTheWeightedRatioAsMean) {
    const RunRecord run = test::demo_run();
    const auto rows = metric_rows(run, run.summary.models[0]);
    // i % 4 == 0 for 13 of 50: value 0.5, weight 1. Weights: 13 x 1, 13 x 2, 12 x 3, 12 x 4 = 123.
    EXPECT_EQ(rows.back().mean, "0.053");  // 6.5 / 123
}

// 950 us and 1.2 ms of one metric could not be compared by eye.
TEST(MetricRows, HaveOneUnitForAMetricOfAllModels) {
    RunRecord run;
    run.header.metrics = test::demo_run().header.metrics;
    for (const double mean_ns : {1.2e6, 0.0, 9.5e5}) {
        MetricSummary metric;
        metric.metric = "ttft";
        metric.distribution.n = 3;
        metric.distribution.mean = mean_ns;
        run.summary.models.emplace_back().metrics.push_back(metric);
    }
    std::vector<std::string> means;
    for (const auto& model : run.summary.models) {
        const auto row = metric_rows(run, model).at(0);
        means.push_back(row.mean + " " + row.unit);
    }
    EXPECT_THAT(means, ElementsAre("1200 us", "0.000 us", "950.0 us"));
}

TEST(MetricRows, NeedNoFootnoteWhenAllIsThere) {
    MetricRow row;
    row.name = "ttft";
    row.p90 = row.p95 = row.p99 = "1";
    EXPECT_TRUE(footnotes({row}).empty());
}

TEST(TablePlace, LeavesOtherHostTimingsToPrograms) {
    const auto metrics = test::demo_run().header.metrics;
    EXPECT_EQ(table_place(metrics, "ttft"), 0);
    EXPECT_EQ(table_place(metrics, "plugin_time"), -1);
    EXPECT_GT(table_place(metrics, "exact_match"), 0);
    EXPECT_GT(table_place(metrics, "nobody_defined_it"), 0);
}

}  // namespace
}  // namespace hexameter::detail
