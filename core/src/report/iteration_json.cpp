#include <algorithm>

#include "report/json_out.hpp"
#include "report/renderers.hpp"
#include "timeline/definitions.hpp"

namespace hexameter::detail {
namespace {

// All values of one metric and label, which stand side by side in the record.
void write_values(JsonOut& out, const MetricValues& values) {
    out.key("values").open_array();
    for (auto group = values.begin(); group != values.end();) {
        const MetricValue first = *group;
        const auto end = std::find_if(group, values.end(), [&first](const MetricValue& v) {
            return v.metric != first.metric || v.label != first.label;
        });
        out.open_object().member("metric", first.metric).member("label", first.label);
        out.key("values").open_array();
        std::for_each(group, end, [&out](const MetricValue& v) { out.number(v.value); });
        out.close_array();
        if (std::any_of(group, end, [](const MetricValue& v) { return v.weight != 1; })) {
            out.key("weights").open_array();
            std::for_each(group, end, [&out](const MetricValue& v) { out.number(v.weight); });
            out.close_array();
        }
        out.close_object();
        group = end;
    }
    out.close_array();
}

// Moments as nanoseconds since `sent`; since `intended` when nothing was sent.
class Stamps {
  public:
    explicit Stamps(const Timeline& timeline)
        : origin_(timeline.sent.value_or(timeline.intended)) {}

    [[nodiscard]] std::optional<std::int64_t> of(const std::optional<Instant>& moment) const {
        if (!moment) return std::nullopt;
        return (*moment - origin_).count();
    }

    // The epoch stands for a moment that never was.
    [[nodiscard]] std::optional<std::int64_t> unless_epoch(Instant moment) const {
        return moment == Instant{} ? std::nullopt : of(moment);
    }

  private:
    Instant origin_;
};

void write_events(JsonOut& out, const Timeline& timeline, const Stamps& stamps) {
    out.key("events").open_array();
    for (const auto& event : timeline.events) {
        out.open_object().member("at_ns", *stamps.of(event.at));
        out.member("kind", to_string(event.kind)).member("source", to_string(event.source));
        out.member("bytes", event.text_size);
        if (event.units > 0) out.member("units", event.units);
        if (event.choice > 0) out.member("choice", event.choice);
        if (event.coalesced) out.member("coalesced", true);
        if (event.piece) out.member("piece", true);
        out.member_if("claimed_ns", stamps.unless_epoch(event.claimed)).close_object();
    }
    out.close_array();
}

void write_claim(JsonOut& out, const Timeline& timeline) {
    const auto member = [&out](const char* name, const std::optional<Nanos>& span) {
        if (span) out.member(name, span->count());
    };
    const ServerClaim& claim = timeline.claim;
    out.key("claim").open_object();
    member("queue_ns", claim.queue);
    member("load_ns", claim.load);
    member("prompt_ns", claim.prompt);
    member("decode_ns", claim.decode);
    member("total_ns", claim.total);
    if (!timeline.claim_raw.empty()) out.member("raw", timeline.claim_raw);
    out.close_object();
}

void write_usage(JsonOut& out, const Timeline& timeline) {
    const Usage& usage = timeline.usage;
    out.key("usage").open_object();
    out.member_if("input_tokens", usage.input_tokens);
    out.member_if("output_tokens", usage.output_tokens);
    out.member_if("reasoning_tokens", usage.reasoning_tokens);
    out.member_if("cached_tokens", usage.cached_tokens);
    if (!timeline.usage_raw.empty()) out.member("raw", timeline.usage_raw);
    out.close_object();
}

void write_timeline(JsonOut& out, const Timeline& timeline) {
    const Stamps stamps(timeline);
    out.key("timeline").open_object();
    out.member("streamed", timeline.streamed).member("new_connection", timeline.new_connection);
    out.member("intended_ns", stamps.unless_epoch(timeline.intended));
    out.member("sent_ns", stamps.of(timeline.sent));
    out.member("first_byte_ns", stamps.of(timeline.first_byte));
    out.member("end_ns", stamps.of(timeline.end));
    out.member("plugin_time_ns", timeline.plugin_time.count());
    out.member("finish_reason", timeline.finish_reason);
    out.member("tokenizer_tokens", timeline.tokenizer_tokens);
    write_usage(out, timeline);
    write_claim(out, timeline);
    out.key("attempts").open_array();
    for (const auto& attempt : timeline.attempts) {
        out.open_object().member("sent_ns", stamps.of(attempt.sent));
        out.member("http_status", attempt.http_status);
        out.member("error", attempt.error).close_object();
    }
    out.close_array();
    write_events(out, timeline, stamps);
    out.close_object();
}

}  // namespace

void write_iteration(JsonOut& out, const std::string& run_id, const IterationRecord& iteration,
                     bool superseded) {
    out.open_object().member("run", run_id).member("seq", iteration.seq);
    out.member("model", iteration.model).member("sample", iteration.sample);
    out.member("repetition",
               iteration.repetition > 0 ? std::optional(iteration.repetition) : std::nullopt);
    out.member("iteration", iteration.iteration).member("warmup", iteration.warmup);
    if (iteration.part > 0) out.member("part", iteration.part);
    out.member("status", to_string(iteration.status));
    if (superseded) out.member("superseded", true);
    out.key("error");
    if (iteration.status == IterationStatus::ok) {
        out.null();
    } else {
        out.open_object().member("code", to_string(iteration.error.code()));
        out.member("message", iteration.error.message());
        out.member("where", iteration.error.where()).close_object();
    }
    out.member("answer", iteration.answer);
    const std::string reasoning = first_choice_text(iteration.timeline, EventKind::reasoning);
    if (!reasoning.empty()) out.member("reasoning", reasoning);
    write_values(out, iteration.values);
    out.key("notes").open_array();
    for (const auto& note : iteration.notes) out.text(note);
    out.close_array();
    if (!iteration.failed_metrics.empty()) {
        out.key("failed_metrics").open_array();
        for (const auto& metric : iteration.failed_metrics) out.text(metric);
        out.close_array();
    }
    write_timeline(out, iteration.timeline);
    out.close_object();
}

}  // namespace hexameter::detail
