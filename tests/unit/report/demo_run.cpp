#include "demo_run.hpp"

#include "stats/summary.hpp"
#include "support/timeline_builder.hpp"
#include "timeline/definitions.hpp"

namespace hexameter::test {
namespace {

constexpr const char* japanese = "日本語モデル:7b";

RunHeader demo_header() {
    RunHeader header;
    header.id = "20261121-083012-7f3a";
    header.started_at = "2026-11-21T08:30:12Z";
    header.samples = 1;
    header.engine_version = "0.1.0";
    header.host_json = R"({"cpu":"demo","cores":2})";
    header.spec.name = "demo";
    header.spec.modality = "text";
    header.spec.order = ModelOrder::parallel;
    header.spec.iterations = 5;
    header.spec.warmup = 1;
    header.spec.seed = 7;
    for (const char* label : {"fast", japanese}) {
        ModelSpec model;
        model.provider = "simulated";
        model.model = label;
        model.label = label;
        header.spec.models.push_back(model);
    }
    header.plugins.push_back({"simulated", "provider", "0.1.0", "simulated.so", "ab12"});
    header.metrics = detail::timing_definitions();
    MetricDefinition exact;
    exact.id = "exact_match";
    exact.unit = "1";
    exact.help = "1 when answer and reference are equal";
    exact.source = "README of exact_match";
    exact.origin = "exact_match";
    exact.direction = Direction::higher_is_better;
    MetricDefinition words = exact;
    words.id = "word_error_rate";
    words.help = "wrong words / words of the reference | summed";
    words.direction = Direction::lower_is_better;
    words.aggregate = Aggregate::ratio;
    header.metrics.push_back(exact);
    header.metrics.push_back(words);
    return header;
}

class Making {
  public:
    IterationRecord& add(const std::string& model, const TimelineBuilder& builder) {
        IterationRecord& record = records_.emplace_back();
        record.seq = records_.size();
        record.model = model;
        record.sample = "s1";
        record.iteration = static_cast<std::uint32_t>(records_.size());
        record.timeline = builder.take();
        record.timeline.finish_reason = "stop";
        record.answer = joined_text(record.timeline, EventKind::content);
        record.values = detail::timing_values(record.timeline);
        record.notes = detail::timeline_notes(record.timeline);
        return record;
    }

    [[nodiscard]] std::vector<IterationRecord> take() { return std::move(records_); }

  private:
    std::vector<IterationRecord> records_;
};

void add_fast(Making& iterations) {
    TimelineBuilder warm(0);
    IterationRecord& cold = iterations.add("fast", warm.tokens(2, 90, 5).end(100));
    cold.warmup = true;
    cold.status = IterationStatus::failed;
    cold.error = Error(ErrorCode::remote, "the model is loading (HTTP 503)", "provider simulated");
    for (int i = 0; i < 50; ++i) {
        TimelineBuilder builder(200.0 + 100 * i);
        builder.tokens(5, 20 + 0.1 * i, 2.5).usage(5).end(40);
        IterationRecord& record = iterations.add("fast", builder);
        record.values.push_back({"exact_match", "", i % 4 == 0 ? 0.0 : 1.0, 1});
        record.values.push_back({"word_error_rate", "", i % 4 == 0 ? 0.5 : 0.0, i % 4 + 1.0});
    }
    TimelineBuilder cut(6000);
    IterationRecord& failed = iterations.add("fast", cut.tokens(2, 20, 2).end(30));
    failed.status = IterationStatus::failed;
    failed.error = Error(ErrorCode::transport,
                         "the server closed the connection\nafter 2 events; see its log\x1b[31m",
                         "provider simulated");
}

void add_japanese(Making& iterations, double slowdown) {
    for (int i = 0; i < 4; ++i) {
        TimelineBuilder builder(300.0 + 1500 * i);
        builder.event(400 * slowdown, "hm", EventKind::reasoning);
        builder.tokens(23, 500 * slowdown, 30 * slowdown).usage(26).end(1400 * slowdown);
        IterationRecord& record = iterations.add(japanese, builder);
        record.values.push_back({"exact_match", "", 1, 1});
        if (i == 3) record.answer = "caf\xC3\xA9 \xFF\"quoted\"\n";
    }
}

}  // namespace

RunRecord demo_run(double slowdown) {
    RunRecord run;
    run.header = demo_header();
    Making iterations;
    add_fast(iterations);
    add_japanese(iterations, slowdown);
    run.iterations = iterations.take();
    run.summary = detail::summarise_run(run.header, run.iterations);
    Instrument& instrument = run.summary.instrument;
    instrument.client_limited = Instrument::Limited::no;
    instrument.client_limited_rule = "loop lag p99 0.2 ms below 1 ms, CPU 0.1 cores below 0.9";
    instrument.dispatch_lag_ns = Distribution{55, 14'000, 3'000, 9'000, 40'000, 12'000, {}};
    instrument.kernel_stamp_share = 0.98;
    instrument.coalesced_share = 0.0125;
    instrument.client_cpu_share = 0.1;
    instrument.events = 350;
    instrument.timing_sources = {{"host_wire", 7}, {"kernel_rx", 343}};
    run.damage = {"journal.hxj: 12 bytes at offset 900 are damaged and were skipped"};
    return run;
}

}  // namespace hexameter::test
