#include "hexameter/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "demo_run.hpp"
#include "report/utf8.hpp"
#include "support/golden.hpp"

namespace hexameter {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

int widest_line(const std::string& text) {
    std::istringstream lines(text);
    std::string line;
    int widest = 0;
    while (std::getline(lines, line)) widest = std::max(widest, detail::display_width(line));
    return widest;
}

TEST(ReportFormat, ComesFromItsWord) {
    EXPECT_EQ(report_format_from("table").value(), ReportFormat::table);
    EXPECT_EQ(report_format_from("md").value(), ReportFormat::markdown);
    const auto unknown = report_format_from("xml");
    ASSERT_TRUE(unknown.has_error());
    EXPECT_EQ(unknown.error().code(), ErrorCode::config);
    EXPECT_THAT(unknown.error().text(), HasSubstr("table, json, jsonl, csv or md"));
}

TEST(RunTable, IsAsApproved) {
    test::expect_golden("report/run_table.txt",
                        render_run(test::demo_run(), ReportFormat::table, {}));
}

TEST(RunTable, IsAsApprovedWithColor) {
    ReportOptions options;
    options.color = true;
    test::expect_golden("report/run_table_color.txt",
                        render_run(test::demo_run(), ReportFormat::table, options));
}

TEST(RunTable, FitsTheTerminal) {
    const RunRecord run = test::demo_run();
    for (const int width : {60, 80, 100, 160}) {
        ReportOptions options;
        options.width = width;
        EXPECT_LE(widest_line(render_run(run, ReportFormat::table, options)), width);
    }
}

TEST(RunTable, HasNoEscapeUnlessAskedFor) {
    EXPECT_THAT(render_run(test::demo_run(), ReportFormat::table, {}), Not(HasSubstr("\x1b")));
}

TEST(RunTable, SaysWhichRunWasLimitedByItsClient) {
    RunRecord run = test::demo_run();
    run.summary.instrument.client_limited = Instrument::Limited::yes;
    EXPECT_THAT(render_run(run, ReportFormat::table, {}), HasSubstr("client limited: yes (loop"));
}

TEST(RunTable, OfAnEmptyRunIsShort) {
    const std::string text = render_run({}, ReportFormat::table, {});
    EXPECT_THAT(text, HasSubstr("client limited: unknown"));
}

TEST(RunMarkdown, IsAsApproved) {
    test::expect_golden("report/run.md", render_run(test::demo_run(), ReportFormat::markdown, {}));
}

}  // namespace
}  // namespace hexameter
