#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <sstream>

#include "demo_run.hpp"
#include "hexameter/report.hpp"
#include "report/utf8.hpp"
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
    }
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
    EXPECT_THAT(csv, HasSubstr("difference,p_value,winner,verdict\r\n"));
}

}  // namespace
}  // namespace hexameter
