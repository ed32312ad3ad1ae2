#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <sstream>

#include "demo_run.hpp"
#include "hexameter/report.hpp"
#include "report/printable.hpp"
#include "stats/summary.hpp"
#include "support/golden.hpp"

namespace hexameter {
namespace {

using ::testing::HasSubstr;

// B is the later run, in which the second model is slower by a quarter and a third one is gone.
struct TwoRuns {
    RunRecord a = test::demo_run();
    RunRecord b = test::demo_run(1.25);

    TwoRuns() {
        b.header.id = "20261122-083012-aaaa";
        b.header.spec.parameters_json = R"({"temperature":0.7})";
        b.header.spec.order = ModelOrder::sequential;
        b.header.plugins[0].sha256 = "cd34";
        ModelSpec third;
        third.label = "third";
        a.header.spec.models.push_back(third);
    }

    [[nodiscard]] std::string rendered(ReportFormat format) const {
        return render_comparison(a, b, format, {});
    }
};

TEST(ComparisonTable, IsAsApproved) {
    test::expect_golden("report/comparison_table.txt", TwoRuns().rendered(ReportFormat::table));
}

TEST(ComparisonMarkdown, IsAsApproved) {
    test::expect_golden("report/comparison.md", TwoRuns().rendered(ReportFormat::markdown));
}

TEST(ComparisonTable, FitsTheTerminal) {
    const TwoRuns runs;
    for (const int width : {80, 100, 140}) {
        ReportOptions options;
        options.width = width;
        std::istringstream lines(render_comparison(runs.a, runs.b, ReportFormat::table, options));
        for (std::string line; std::getline(lines, line);)
            EXPECT_LE(detail::display_width(line), width) << line;
    }
}

TEST(ComparisonTable, SaysWhenNothingIsInCommon) {
    RunRecord a = test::demo_run();
    RunRecord b;
    EXPECT_THAT(render_comparison(a, b, ReportFormat::table, {}), HasSubstr("nothing to compare"));
}

TEST(ComparisonTable, SaysWhoMeasuredNothing) {
    const RunRecord whole = test::demo_run();
    RunRecord none = whole;
    none.iterations = {};
    none.summary = detail::summarise_run(none.header, none.iterations);
    EXPECT_THAT(render_comparison(none, none, ReportFormat::table, {}),
                HasSubstr("neither run measured anything"));
    EXPECT_THAT(render_comparison(whole, none, ReportFormat::table, {}),
                HasSubstr("B measured nothing"));
}

TEST(ComparisonTable, GivesOneReasonOnce) {
    TwoRuns runs;
    for (auto* run : {&runs.a, &runs.b}) {
        auto iterations = run->iterations.all();
        iterations.resize(2);  // a warm-up and one more
        if (run == &runs.b) {
            MetricValues slower;
            for (const auto& value : iterations[1].values)
                slower.push_back({value.metric, value.label, value.value * 1.1 + 1, value.weight});
            iterations[1].values = slower;
        }
        run->iterations = iterations;
        run->summary = detail::summarise_run(run->header, run->iterations);
    }
    const auto text = runs.rendered(ReportFormat::markdown);
    const std::string reason = "cannot show a difference in one of 11 tests";
    EXPECT_NE(text.find(reason), std::string::npos) << text;
    EXPECT_EQ(text.find(reason), text.rfind(reason)) << text;
}

TEST(ComparisonTable, GivesNoNumberWhereNoneIsKnown) {
    // 1 of 10 failed, against none of 10: there is no relative difference against 0.
    RunRecord b = test::demo_run();
    auto iterations = b.iterations.all();
    const auto measured =
        std::find_if(iterations.begin(), iterations.end(), [](const IterationRecord& one) {
            return !one.warmup && one.status == IterationStatus::ok;
        });
    iterations.assign(10, IterationRecord(*measured));
    b.iterations = iterations;
    b.summary = detail::summarise_run(b.header, b.iterations);
    RunRecord a = b;
    iterations[3].status = IterationStatus::failed;
    iterations[3].values = {};
    a.iterations = iterations;
    a.summary = detail::summarise_run(a.header, a.iterations);
    const auto text = render_comparison(a, b, ReportFormat::markdown, {});
    EXPECT_THAT(text, HasSubstr("error_rate not known against a mean of 0 or below"));
    EXPECT_THAT(text, HasSubstr("Fisher's exact one of two different values"));
    EXPECT_THAT(text, ::testing::Not(HasSubstr("million")));
}

TEST(ComparisonJson, HoldsEveryRow) {
    const TwoRuns runs;
    const auto rows = compare_runs(runs.a, runs.b);
    rapidjson::Document json;
    json.Parse(runs.rendered(ReportFormat::json).c_str());
    ASSERT_FALSE(json.HasParseError());
    ASSERT_EQ(json["rows"].Size(), rows.size());
    EXPECT_STREQ(json["a"]["not_compared"][0].GetString(), "third");
    EXPECT_STREQ(json["b"]["id"].GetString(), "20261122-083012-aaaa");
    for (rapidjson::SizeType i = 0; i < json["rows"].Size(); ++i) {
        EXPECT_EQ(json["rows"][i]["verdict"].GetString(), rows[i].verdict);
        EXPECT_EQ(json["rows"][i]["winner"].IsNull(), rows[i].winner == Comparison::Winner::none);
        EXPECT_EQ(json["rows"][i]["p_value"].IsNull(), !rows[i].p_value);
        EXPECT_EQ(json["rows"][i]["p_corrected"].IsNull(), !rows[i].p_corrected);
        EXPECT_EQ(json["rows"][i]["test"].GetString(),
                  rows[i].p_value ? to_string(rows[i].test) : "");
        EXPECT_EQ(json["rows"][i]["typical"].IsNull(), !rows[i].typical);
        EXPECT_EQ(json["rows"][i]["outcome"].GetString(), to_string(rows[i].outcome));
    }
}

TEST(Comparison, SaysInEveryFormatWhereinTheRunsDiffer) {
    const TwoRuns runs;
    for (const auto format : {ReportFormat::table, ReportFormat::markdown}) {
        const auto text = runs.rendered(format);
        EXPECT_THAT(text, HasSubstr("differs: parameters.temperature: not set"));
        EXPECT_THAT(text, HasSubstr("differs: order: parallel"));
        EXPECT_THAT(text, HasSubstr("paired by label: fast"));
    }
    const std::string fields = "parameters.temperature; order; plugin provider simulated";
    EXPECT_THAT(runs.rendered(ReportFormat::csv), HasSubstr("," + fields + ",\r\n"));
    EXPECT_THAT(runs.rendered(ReportFormat::jsonl),
                HasSubstr(R"("runs_differ_in":["parameters.temperature","order",)"));
    rapidjson::Document json;
    json.Parse(runs.rendered(ReportFormat::json).c_str());
    ASSERT_EQ(json["differences"].Size(), 3U);
    EXPECT_STREQ(json["differences"][0]["field"].GetString(), "parameters.temperature");
    EXPECT_TRUE(json["differences"][0]["a"].IsNull());
    EXPECT_STREQ(json["differences"][0]["b"].GetString(), "0.7");
    EXPECT_STREQ(json["pairs"][0]["model"].GetString(), "fast");
    EXPECT_STREQ(json["pairs"][0]["by"].GetString(), "label");
}

TEST(Comparison, ShowsWhatARunLostAsUnknownAndNotAsADifference) {
    RunRecord a = test::demo_run();
    a.header.spec.order = ModelOrder::sequential;
    RunRecord b = a;
    b.header.engine_version.clear();
    b.header.spec.modality.clear();
    const std::string words = "may differ or not: settings: recorded in A, not known in B";
    for (const auto format : {ReportFormat::table, ReportFormat::markdown}) {
        const auto text = render_comparison(a, b, format, {});
        EXPECT_THAT(text, HasSubstr(words));
        EXPECT_THAT(text, ::testing::Not(HasSubstr("differs:")));
    }
    EXPECT_THAT(render_comparison(a, b, ReportFormat::json, {}),
                HasSubstr(R"([{"field":"settings","a":"recorded","b":null,"known":false}])"));
    EXPECT_THAT(render_comparison(a, b, ReportFormat::jsonl, {}),
                HasSubstr(R"("runs_differ_in":[],"runs_may_differ_in":["settings"])"));
    EXPECT_THAT(render_comparison(a, b, ReportFormat::csv, {}), HasSubstr(",,settings\r\n"));
}

TEST(Comparison, SaysThatTwoSingleModelsArePaired) {
    RunRecord a = test::demo_run();
    a.header.spec.models.pop_back();
    auto iterations = a.iterations.all();
    std::erase_if(iterations, [](const auto& one) { return one.model != "fast"; });
    a.iterations = iterations;
    a.summary = detail::summarise_run(a.header, a.iterations);
    RunRecord b = a;
    EXPECT_THAT(render_comparison(a, b, ReportFormat::table, {}),
                HasSubstr("differs: nothing that is recorded"));
    b.header.spec.models[0].label = "quick";
    for (auto& iteration : iterations) iteration.model = "quick";
    b.iterations = iterations;
    b.summary = detail::summarise_run(b.header, b.iterations);
    EXPECT_THAT(render_comparison(a, b, ReportFormat::table, {}),
                HasSubstr("paired, as each run has one model: fast (A) with quick (B)"));
    EXPECT_THAT(render_comparison(a, b, ReportFormat::json, {}), HasSubstr(R"("by":"only_model")"));
}

TEST(ComparisonLines, OfJsonlAndCsvAreOnePerRow) {
    const TwoRuns runs;
    const auto rows = compare_runs(runs.a, runs.b);
    const auto lines = [](const std::string& text) {
        return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    };
    EXPECT_EQ(lines(runs.rendered(ReportFormat::jsonl)), rows.size());
    const std::string csv = runs.rendered(ReportFormat::csv);
    EXPECT_EQ(lines(csv), rows.size() + 1);
    EXPECT_THAT(csv,
                HasSubstr("difference,typical,typical_low,typical_high,typical_by,a_greater,effect,"
                          "test,tested_by,p_value,p_corrected,detectable,iterations_needed,outcome,"
                          "winner,verdict,advice,"
                          "runs_differ_in,runs_may_differ_in\r\n"));
}

}  // namespace
}  // namespace hexameter
