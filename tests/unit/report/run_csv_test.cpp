#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "demo_run.hpp"
#include "hexameter/report.hpp"
#include "report/renderers.hpp"

namespace hexameter::detail {
namespace {

RunRecord small_run() {
    RunRecord run;
    run.header.id = "r1";
    MetricDefinition ttft;
    ttft.id = "ttft";
    MetricDefinition itl;
    itl.id = "itl";
    run.header.metrics = {ttft, itl};
    IterationRecord ok;
    ok.seq = 1;
    ok.model = "m,1";
    ok.sample = "s";
    ok.iteration = 1;
    ok.repetition = 2;
    ok.values = {{"ttft", "", 5, 1}, {"itl", "", 10, 1}, {"itl", "", 15, 1}, {"pass", "k=5", 1, 1}};
    IterationRecord failed = ok;
    failed.seq = 2;
    failed.repetition = 0;
    failed.status = IterationStatus::failed;
    failed.error = Error(ErrorCode::remote, "said \"no\"");
    failed.values.clear();
    run.iterations = {ok, failed};
    return run;
}

TEST(RunCsv, HasARowPerIterationAndAColumnPerMetric) {
    EXPECT_EQ(render_run(small_run(), ReportFormat::csv, {}),
              "run,seq,model,sample,repetition,iteration,warmup,status,superseded,finish_reason,"
              "error,ttft,itl,pass[k=5]\r\n"
              "r1,1,\"m,1\",s,2,1,false,ok,false,,,5,12.5,1\r\n"
              "r1,2,\"m,1\",s,,1,false,failed,false,,\"said \"\"no\"\"\",,,\r\n");
}

TEST(RunCsv, MarksAttemptsThatWereCutAndMadeAgain) {
    RunRecord run = small_run();
    std::vector<IterationRecord> iterations;
    const auto add = [&iterations](std::uint32_t number, IterationStatus status, bool warmup) {
        IterationRecord record;
        record.seq = iterations.size() + 1;
        record.model = "m";
        record.iteration = number;
        record.status = status;
        record.warmup = warmup;
        iterations.push_back(record);
    };
    const auto marked = [&run](ReportFormat format, std::string_view word) {
        std::istringstream lines(render_run(run, format, {}));
        std::string found;
        for (std::string line; std::getline(lines, line);)
            found += line.find(word) == std::string::npos ? '-' : 'x';
        return found;
    };
    add(1, IterationStatus::cancelled, false);  // and then as a warm-up: another one
    add(1, IterationStatus::ok, true);
    add(2, IterationStatus::cancelled, false);
    add(2, IterationStatus::cancelled, false);
    add(2, IterationStatus::failed, false);
    run.iterations = iterations;
    EXPECT_EQ(marked(ReportFormat::jsonl, R"("superseded":true)"), "-----");  // never resumed
    run.header.resumed = {{"2026-11-21T09:00:00Z", "0.1.0", "{}"}};
    EXPECT_EQ(marked(ReportFormat::jsonl, R"("superseded":true)"), "--xx-");
    EXPECT_EQ(marked(ReportFormat::csv, ",cancelled,true,"), "---xx-");
}

TEST(RunCsv, HasEveryIterationOfTheRun) {
    const RunRecord run = test::demo_run();
    const std::string text = render_run(run, ReportFormat::csv, {});
    std::size_t ends = 0;
    for (std::size_t at = text.find("\r\n"); at != std::string::npos;
         at = text.find("\r\n", at + 2))
        ++ends;
    EXPECT_EQ(ends, run.iterations.size() + 1);
}

}  // namespace
}  // namespace hexameter::detail
