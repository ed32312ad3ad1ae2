#include <gtest/gtest.h>

#include <limits>

#include "hexameter/observer.hpp"
#include "spec/json_schema.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter {
namespace {

// The line, after it has passed the schema and holds no line end.
std::string line_of(const RunEvent& event) {
    static const std::string schema =
        testing::content_of(HEXAMETER_SOURCE_DIR "/schemas/event.schema.json");
    auto line = to_json_line(event);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto faults = detail::check_against_schema(line, schema);
    if (faults.has_error()) {
        ADD_FAILURE() << faults.error().text() << "\n" << line;
        return line;
    }
    for (const auto& fault : faults.value())
        ADD_FAILURE() << fault.pointer << ": " << fault.message << "\n" << line;
    return line;
}

RunEvent event_of(RunEventType type) {
    RunEvent event;
    event.type = type;
    event.run = "r1";
    event.model = "llama";
    return event;
}

TEST(EventJson, WritesTheEventsOfAnIteration) {
    EXPECT_EQ(line_of(event_of(RunEventType::model_start)),
              R"({"event":"model_start","run":"r1","model":"llama"})");
    auto event = event_of(RunEventType::warmup);
    event.current = 1;
    event.total = 2;
    EXPECT_EQ(line_of(event),
              R"({"event":"warmup","run":"r1","model":"llama","current":1,"total":2})");
    event.type = RunEventType::iteration_start;
    event.warmup = true;
    event.sample = "q1";
    event.repetition = 1;
    event.text = "Hi\n\"you\"";
    EXPECT_EQ(
        line_of(event),
        R"({"event":"iteration_start","run":"r1","model":"llama","iteration":1,"warmup":true,)"
        R"("total":2,"sample":"q1","repetition":1,"prompt":"Hi\n\"you\""})");
    event = event_of(RunEventType::first_token);
    event.current = 3;
    event.ttft = Nanos(1'234'567);
    EXPECT_EQ(
        line_of(event),
        R"({"event":"first_token","run":"r1","model":"llama","iteration":3,"ttft":1234567.0})");
    event.type = RunEventType::token;
    event.text = " Paris";
    event.kind = EventKind::reasoning;
    event.joined = 4;
    EXPECT_EQ(line_of(event),
              R"({"event":"token","run":"r1","model":"llama","iteration":3,"text":" Paris",)"
              R"("kind":"reasoning","joined":4})");
    event.type = RunEventType::gap;
    event.dropped = 17;
    EXPECT_EQ(line_of(event),
              R"({"event":"gap","run":"r1","model":"llama","iteration":3,"dropped":17})");
    event.type = RunEventType::scoring;
    event.model.clear();
    EXPECT_EQ(line_of(event), R"({"event":"scoring","run":"r1","left":3})");
}

TEST(EventJson, WritesACompleteIterationWithWhatWasMeasured) {
    auto event = event_of(RunEventType::iteration_complete);
    event.current = 2;
    event.total = 5;
    auto record = std::make_shared<IterationRecord>();
    record->sample = "q1";
    record->repetition = 2;
    record->values = {{"ttft", "", 1.5e6, 1},
                      {"pass", "k=5", 0.5, 1},
                      {"odd", "", std::numeric_limits<double>::quiet_NaN(), 1}};
    event.iteration = record;
    EXPECT_EQ(
        line_of(event),
        R"({"event":"iteration_complete","run":"r1","model":"llama","iteration":2,"total":5,)"
        R"("sample":"q1","repetition":2,"status":"ok","metrics":{"ttft":1500000.0,"pass[k=5]":0.5}})");
}

TEST(EventJson, WritesTheMeanOfAMetricWithSeveralValues) {
    auto event = event_of(RunEventType::iteration_complete);
    event.current = 1;
    auto record = std::make_shared<IterationRecord>();
    record->repetition = 1;
    record->values = {{"itl", "", 1, 1}, {"ttft", "", 5, 1}, {"itl", "", 4, 1}, {"itl", "", 4, 1}};
    event.iteration = record;
    EXPECT_NE(line_of(event).find(R"("metrics":{"itl":3.0,"ttft":5.0}})"), std::string::npos)
        << line_of(event);
}

TEST(EventJson, WritesWhyAnIterationFailed) {
    auto event = event_of(RunEventType::iteration_complete);
    event.current = 1;
    auto record = std::make_shared<IterationRecord>();
    record->sample = "q1";
    record->repetition = 1;
    record->status = IterationStatus::failed;
    record->error = Error(ErrorCode::remote, "404: no such model", "ollama");
    event.iteration = record;
    EXPECT_EQ(line_of(event),
              R"({"event":"iteration_complete","run":"r1","model":"llama","iteration":1,"total":0,)"
              R"("sample":"q1","repetition":1,"status":"failed","error":{"code":"remote",)"
              R"("message":"ollama: 404: no such model"},"metrics":{}})");
}

TEST(EventJson, WritesTheSummaryInShort) {
    auto event = event_of(RunEventType::complete);
    event.model.clear();
    auto summary = std::make_shared<RunSummary>();
    summary->duration = Nanos(2'500'000);
    summary->parallel = ParallelFigures{Nanos(1), 1.5, 0.75, Nanos(0)};
    ModelSummary model;
    model.model = "llama";
    model.ok = 3;
    model.failed = 1;
    MetricSummary metric;
    metric.metric = "ttft";
    metric.distribution.n = 3;
    metric.distribution.mean = 2;
    metric.distribution.median = 1;
    MetricSummary none;
    none.metric = "tpot";
    MetricSummary ratio;
    ratio.metric = "wer";
    ratio.label = "raw";
    ratio.distribution.n = 1;
    ratio.distribution.mean = 0.5;
    ratio.distribution.median = 0.5;
    ratio.ratio = 0.25;
    model.metrics = {metric, none, ratio};
    summary->models = {model};
    event.summary = summary;
    const std::string body =
        R"("models":[{"model":"llama","ok":3,"failed":1,"cancelled":0,"failed_warmups":0,"metrics":{)"
        R"("ttft":{"n":3,"mean":2.0,"median":1.0},"tpot":{"n":0},)"
        R"("wer[raw]":{"n":1,"mean":0.5,"median":0.5,"ratio":0.25}}}]}})";
    EXPECT_EQ(
        line_of(event),
        R"({"event":"complete","run":"r1","summary":{"status":"complete","duration_ns":2500000.0,)"
        R"("speed_up":1.5,"efficiency":0.75,)" +
            body);
    summary->status = RunStatus::cancelled;
    summary->parallel.reset();
    event.type = RunEventType::cancelled;
    EXPECT_EQ(
        line_of(event),
        R"({"event":"cancelled","run":"r1","summary":{"status":"cancelled","duration_ns":2500000.0,)" +
            body);
}

TEST(EventJson, WritesEventsOfTheWholeRun) {
    RunEvent event;
    event.type = RunEventType::cancelled;
    EXPECT_EQ(line_of(event), R"({"event":"cancelled"})");
    event.type = RunEventType::error;
    event.text = "no server";
    EXPECT_EQ(line_of(event), R"({"event":"error","message":"no server"})");
}

TEST(EventJson, StaysValidWhateverAModelSends) {
    auto event = event_of(RunEventType::token);
    event.current = 1;
    event.text = std::string("\xE2\x82|\xFF|\0|\x1B|\r\n|", 12);
    const auto line = line_of(event);
    EXPECT_NE(
        line.find("\"text\":\"\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD|\\u0000|\\u001B|\\r\\n|\""),
        std::string::npos)
        << line;
}

}  // namespace
}  // namespace hexameter
