#include "faults/faulty_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "hexameter/history.hpp"
#include "unit/base/temp_folder.hpp"
#include "unit/store/same_records.hpp"

namespace hexameter::testing {
namespace {

class Collector : public Observer {
  public:
    void on_event(const RunEvent& event) override { events.push_back(event); }

    [[nodiscard]] bool wants_tokens() const override { return true; }

    std::vector<RunEvent> events;
};

RunSpec spec_of(const std::string& provider, const std::string& url, const Limits& limits,
                const Connection& connection) {
    RunSpec spec;
    spec.modality = "text";
    spec.dataset.inline_samples = {R"({"id":"s","prompt":"Hello?"})"};
    ModelSpec bad;
    bad.provider = provider;
    bad.model = bad.label = bad_model;
    bad.config_json = R"({"base_url":")" + url + R"("})";
    bad.connection = connection;
    ModelSpec good;
    good.provider = "simulated";
    good.model = "swift";
    good.label = good_model;
    good.config_json = R"({"ttft_ms":1,"itl_ms":1,"tokens":4})";
    spec.models = {bad, good};
    spec.iterations = iterations_each;
    spec.limits = limits;
    return spec;
}

}  // namespace

std::vector<IterationRecord> FaultyRun::of(const std::string& model) const {
    std::vector<IterationRecord> found;
    for (const auto& one : record.iterations)
        if (one.model == model) found.push_back(one);
    return found;
}

FaultyRun run_beside_a_good_model(const std::string& provider, const std::string& url,
                                  const Limits& limits, bool stream, const Connection& connection,
                                  RunControl* control) {
    const TempFolder home;
    EngineOptions options;
    options.plugin_dirs = {HEXAMETER_PLUGIN_DIR};
    options.home = home.path();
    Engine engine(std::move(options));
    auto spec = spec_of(provider, url, limits, connection);
    spec.stream = stream;
    Collector collector;
    RunControl own;
    auto record = engine.run(spec, {&collector}, control != nullptr ? *control : own);
    if (!record) throw std::runtime_error(record.error().text());
    auto history = History::open(home.path());
    if (!history) throw std::runtime_error(history.error().text());
    auto kept = history.value()->read(record->header.id);
    if (!kept) throw std::runtime_error(kept.error().text());
    return {std::move(record.value()), std::move(kept.value()), std::move(collector.events)};
}

void expect_only_bad_failed(const FaultyRun& run, ErrorCode code,
                            const std::vector<std::string>& gist) {
    ASSERT_EQ(run.of(bad_model).size(), iterations_each);
    for (const auto& row : run.of(bad_model)) {
        EXPECT_EQ(row.status, IterationStatus::failed);
        EXPECT_EQ(row.error.code(), code) << row.error.text();
        for (const auto& words : gist) EXPECT_THAT(row.error.text(), ::testing::HasSubstr(words));
    }
    ASSERT_EQ(run.of(good_model).size(), iterations_each);
    for (const auto& row : run.of(good_model))
        EXPECT_EQ(row.status, IterationStatus::ok) << row.error.text();
    for (const auto& row : run.record.iterations) expect_sane_times(row);
    ASSERT_EQ(run.record.summary.models.size(), 2U);
    EXPECT_EQ(run.record.summary.models[0].failed, iterations_each);
    EXPECT_EQ(run.record.summary.models[0].ok, 0U);
    EXPECT_TRUE(run.record.summary.models[0].metrics.empty());
    EXPECT_EQ(run.record.summary.models[1].ok, iterations_each);
    expect_kept(run);
}

void expect_kept(const FaultyRun& run) {
    ASSERT_EQ(run.kept.iterations.size(), run.record.iterations.size());
    testing_store::expect_same(run.kept.header, run.record.header);
    testing_store::expect_same(run.kept.summary, run.record.summary);
    auto kept = run.kept.iterations.begin();
    for (const auto& row : run.record.iterations) {
        testing_store::expect_same(*kept, row);
        ++kept;
    }
}

void expect_sane_times(const IterationRecord& iteration) {
    const Timeline& timeline = iteration.timeline;
    EXPECT_LE(timeline.intended, timeline.dispatched);
    const Instant sent = timeline.sent.value_or(timeline.dispatched);
    EXPECT_LE(timeline.dispatched, sent);
    Instant last = timeline.first_byte.value_or(sent);
    EXPECT_LE(sent, last);
    for (const TimelineEvent& event : timeline.events) {
        EXPECT_LE(last, event.at);
        last = event.at;
    }
    EXPECT_LE(last, timeline.end.value());
    double ttft = 0;
    double total = 0;
    for (const MetricValue& value : iteration.values) {
        EXPECT_GE(value.value, 0) << value.metric;
        if (value.metric == "ttft") ttft = value.value;
        if (value.metric == "total") total = value.value;
    }
    EXPECT_LE(ttft, total);
}

}  // namespace hexameter::testing
