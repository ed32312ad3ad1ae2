#include "hexameter/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "demo_run.hpp"
#include "report/printable.hpp"
#include "report/run_words.hpp"
#include "stats/summary.hpp"
#include "support/golden.hpp"

namespace hexameter {
namespace {

using ::testing::ElementsAre;
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

TEST(RunTable, TellsWhichVersionScoredWhatTheLastTime) {
    RunHeader header;
    header.spec.modality = "text";
    header.spec.metrics = {{"squad", "{}"}};
    header.metrics = {{"f1", "1", "", "", "squad"}, {"em", "1", "", "", "squad"}};
    header.rescored = {
        {"2026-11-21T09:00:00Z", "squad", "1", "", "{}", "", "", ""},
        {"2026-11-22T09:00:00Z", "squad", "2", "", R"({"x":1})", "1", "0.2.0", R"({"filter":[]})"}};
    EXPECT_THAT(detail::rescored_words(header),
                ElementsAre("f1, em by squad 2 (before: 1), rescored at 2026-11-22T09:00:00Z with "
                            "{\"x\":1}, text 0.2.0 in place of the one that ran, text with "
                            "{\"filter\":[]}"));
    header.resumed = {{"2026-11-23T09:00:00Z", "0.1.0", "{}"}};
    EXPECT_THAT(detail::rescored_words(header).back(), HasSubstr("what was measured since"));
    RunRecord run = test::demo_run();
    run.header.rescored = header.rescored;
    EXPECT_THAT(render_run(run, ReportFormat::table, {}), HasSubstr("squad 2 (before: 1)"));
    EXPECT_THAT(render_run(run, ReportFormat::markdown, {}), HasSubstr("squad 2 (before: 1)"));
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

TEST(RunTable, SaysWhichColumnsANarrowTerminalLacksAndHowToSeeThem) {
    const RunRecord run = test::demo_run();
    ReportOptions options;
    options.width = 60;
    const auto narrow = render_run(run, ReportFormat::table, options);
    EXPECT_THAT(narrow, HasSubstr("not shown in 60 columns: "));
    const auto at = narrow.find("COLUMNS=");
    ASSERT_NE(at, std::string::npos);
    options.width = std::stoi(narrow.substr(at + 8));
    EXPECT_THAT(render_run(run, ReportFormat::table, options), Not(HasSubstr("not shown")));
    --options.width;
    EXPECT_THAT(render_run(run, ReportFormat::table, options), HasSubstr("not shown"));
}

TEST(RunTable, HasNoEscapeUnlessAskedFor) {
    EXPECT_THAT(render_run(test::demo_run(), ReportFormat::table, {}), Not(HasSubstr("\x1b")));
}

TEST(RunTable, SaysWhichRunWasLimitedByItsClient) {
    RunRecord run = test::demo_run();
    run.summary.instrument.client_limited = Instrument::Limited::yes;
    EXPECT_THAT(render_run(run, ReportFormat::table, {}), HasSubstr("client limited: yes (loop"));
}

TEST(Markdown, NamesTheSourceOfADefinitionWhereThereIsOne) {
    RunRecord run = test::demo_run();
    for (auto& metric : run.header.metrics) metric.source = metric.id == "ttft" ? "a paper" : "";
    const auto text = render_run(run, ReportFormat::markdown, {});
    EXPECT_THAT(text, HasSubstr(". Source: a paper\n"));
    EXPECT_EQ(text.find("Source: "), text.rfind("Source: "));
}

TEST(Run, SaysWhatItWasAskedAndWithWhichParameters) {
    RunRecord run = test::demo_run();
    const auto head = [&run] { return render_run(run, ReportFormat::markdown, {}); };
    EXPECT_THAT(head(), HasSubstr("data: inline, 1 sample; parameters: none set\n"));
    run.header.samples = 12;
    run.header.spec.dataset.file = "/somewhere/questions.jsonl";
    run.header.spec.parameters_json = R"({"temperature":0.0,"stop":["\n"],"session_token":"abc"})";
    run.header.spec.models[0].parameters_json = R"({"max_tokens":5})";
    EXPECT_THAT(head(),
                HasSubstr("data: questions.jsonl, 12 samples; parameters: temperature 0, stop "
                          "\\[\"\\\\n\"\\], session_token (hidden); for fast: max_tokens 5\n"));
    EXPECT_THAT(render_run(run, ReportFormat::table, {}), HasSubstr("data: questions.jsonl, 12 "));
    run.header.spec.dataset.file = "/dev/fd/63";
    EXPECT_THAT(head(), HasSubstr("data: a pipe, 12 samples"));
    run.header.spec.dataset.file = "/data/63";
    EXPECT_THAT(head(), HasSubstr("data: 63, 12 samples"));
    run.header.spec.models[0].parameters_json =
        R"({"extra":{"top_k":40,"none":{},"hf_token":"hf_s3cr3t","a":{"auth":{"b":"s3cr3t"}},)"
        R"("list":[1,"sk-s3cr3t",{"my_token":"s3cr3t"}],"hook":"http://me:s3cr3t@host"}})";
    EXPECT_THAT(detail::setting_words(run.header),
                AllOf(HasSubstr("for fast: extra.top_k 40, extra.none {}, extra.hf_token (hidden), "
                                "extra.a.auth (hidden), "
                                R"x(extra.list [1,"(hidden)",{"my_token":"(hidden)"}], )x"
                                "extra.hook (hidden)"),
                      Not(HasSubstr("s3cr3t"))));
    run.header.engine_version.clear();  // it stands in for a lost header
    EXPECT_THAT(head(), Not(HasSubstr("data: ")));
}

TEST(Run, SaysHowMuchOfItIsThere) {
    RunRecord run = test::demo_run();
    const auto table = [&run] { return render_run(run, ReportFormat::table, {}); };
    EXPECT_THAT(table(), Not(HasSubstr("are here")));
    run.summary.status = RunStatus::interrupted;
    run.header.samples = 0;  // not known
    EXPECT_THAT(table(), HasSubstr("55 iterations are here"));
    run.header.samples = 20;  // of which 5 each by 2 models
    EXPECT_THAT(table(), HasSubstr("Interrupted: "));
    EXPECT_THAT(table(), HasSubstr("55 of 200 iterations are here"));
    EXPECT_THAT(render_run(run, ReportFormat::markdown, {}), HasSubstr("55 of 200 iterations"));
    EXPECT_THAT(render_run(run, ReportFormat::json, {}), HasSubstr("\"planned_iterations\":200,"));
    run.summary.models[0].cancelled = 7;  // what was cut is still to be measured
    EXPECT_THAT(table(), HasSubstr("55 of 200 iterations are here"));
    run.summary.status = RunStatus::running;
    EXPECT_THAT(table(), HasSubstr("Still running: 55 of 200"));
    run.summary.status = RunStatus::complete;
    run.header.samples = 1;
    EXPECT_THAT(table(), Not(HasSubstr("are here")));
}

TEST(Run, TellsFailuresOfOneCauseInOneLine) {
    RunRecord run = test::demo_run();
    for (int i = 0; i < 300; ++i) {
        auto failed = *run.iterations.begin();
        failed.warmup = false;
        failed.status = IterationStatus::failed;
        failed.sample = "q" + std::to_string(i);
        failed.error = Error(ErrorCode::plugin, "no field \"x\"", "sample " + failed.sample);
        run.iterations.push_back(failed);
    }
    run.summary = detail::summarise_run(run.header, run.iterations);
    for (const auto format : {ReportFormat::table, ReportFormat::markdown}) {
        const auto text = render_run(run, format, {});
        EXPECT_THAT(text, HasSubstr("failed: 300 x sample …: no field \"x\""));
        EXPECT_THAT(text, Not(HasSubstr("sample q7")));
    }
}

TEST(Run, TellsAFailureOfWarmupsAndOthersOnce) {
    RunRecord run = test::demo_run();
    const auto fail = [&run](bool warmup, const char* why) {
        auto failed = *run.iterations.begin();
        failed.warmup = warmup;
        failed.status = IterationStatus::failed;
        failed.error = Error(ErrorCode::transport, why);
        run.iterations.push_back(failed);
    };
    fail(true, "refused");
    fail(true, "was refused");
    fail(false, "refused");
    fail(false, "refused");
    run.summary = detail::summarise_run(run.header, run.iterations);
    for (const auto format : {ReportFormat::table, ReportFormat::markdown}) {
        const auto text = render_run(run, format, {});
        EXPECT_THAT(text, HasSubstr("failed: 2 x refused (and 1 of the warm-ups)\n"));
        EXPECT_THAT(text, HasSubstr("failed warm-up: 1 x was refused\n"));
        EXPECT_THAT(text, Not(HasSubstr("failed warm-up: 1 x refused")));
    }
}

TEST(RunTable, OfAnEmptyRunIsShort) {
    const std::string text = render_run({}, ReportFormat::table, {});
    EXPECT_THAT(text, HasSubstr("Instrument: no event was measured; client limited: unknown\n"));
    EXPECT_EQ(text.find("Instrument: "), text.rfind("Instrument: "));
}

TEST(RunMarkdown, IsAsApproved) {
    test::expect_golden("report/run.md", render_run(test::demo_run(), ReportFormat::markdown, {}));
}

}  // namespace
}  // namespace hexameter
