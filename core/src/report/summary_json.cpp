#include <fmt/format.h>

#include "base/words.hpp"
#include "report/json_out.hpp"
#include "report/renderers.hpp"

namespace hexameter::detail {
namespace {

// 900 -> "p90", 999 -> "p99.9"
std::string percentile_name(int tenths) {
    return tenths % 10 == 0 ? fmt::format("p{}", tenths / 10)
                            : fmt::format("p{}.{}", tenths / 10, tenths % 10);
}

void write_counts(JsonOut& out, const char* name,
                  const std::map<std::string, std::uint64_t>& errors) {
    out.key(name).open_array();
    for (const auto& [text, count] : errors)
        out.open_object().member("text", text).member("count", count).close_object();
    out.close_array();
}

// null when absent.
void write_time(JsonOut& out, std::string_view name, const std::optional<Nanos>& time) {
    out.key(name);
    if (time)
        out.whole(time->count());
    else
        out.null();
}

void write_model(JsonOut& out, const ModelSummary& model) {
    out.open_object();
    out.member("model", model.model).member("provider", model.provider);
    out.member("ok", model.ok).member("failed", model.failed);
    out.member("cancelled", model.cancelled).member("warmups", model.warmups);
    out.member("failed_warmups", model.failed_warmups);
    out.member("failed_scores", model.failed_scores);
    write_counts(out, "errors", model.errors);
    write_counts(out, "warmup_errors", model.warmup_errors);
    write_counts(out, "notes", model.notes);
    out.key("findings").open_array();
    for (const auto& finding : model.findings) out.text(finding);
    out.close_array();
    out.member("throughput_tokens_per_s", model.throughput_tokens_per_s);
    write_time(out, "own_time_ns", model.own_time);
    out.member("cold", model.cold).member("cost", model.cost).member("unpriced", model.unpriced);
    out.key("metrics").open_array();
    for (const auto& metric : model.metrics) {
        out.open_object().member("metric", metric.metric).member("label", metric.label);
        write_distribution_members(out, metric.distribution);
        out.member_if("ratio", metric.ratio);
        write_interval(out, "ratio_interval", metric.ratio_interval);
        out.close_object();
    }
    out.close_array().close_object();
}

void write_lag(JsonOut& out, const char* name, const std::optional<Distribution>& lag) {
    out.key(name);
    if (!lag) {
        out.null();
        return;
    }
    out.open_object();
    write_distribution_members(out, *lag);
    out.close_object();
}

void write_instrument(JsonOut& out, const Instrument& instrument) {
    out.open_object();
    out.member("client_limited", to_string(instrument.client_limited));
    out.member("client_limited_rule", instrument.client_limited_rule);
    write_lag(out, "dispatch_lag_ns", instrument.dispatch_lag_ns);
    write_lag(out, "loop_lag_ns", instrument.loop_lag_ns);
    out.member("events", instrument.events);
    out.member("kernel_stamp_share", instrument.kernel_stamp_share);
    out.member("coalesced_share", instrument.coalesced_share);
    out.member("client_cpu_share", instrument.client_cpu_share);
    out.key("timing_sources").open_object();
    for (const auto& [source, events] : instrument.timing_sources) out.member(source, events);
    out.close_object().close_object();
}

}  // namespace

void write_interval(JsonOut& out, std::string_view name, const std::optional<Interval>& interval) {
    if (!interval) return;
    out.key(name).open_array().number(interval->low).number(interval->high).close_array();
}

void write_distribution_members(JsonOut& out, const Distribution& distribution) {
    out.member("n", distribution.n);
    if (distribution.n > 0) {
        out.member("mean", distribution.mean).member("stddev", distribution.stddev);
        out.member("min", distribution.min).member("max", distribution.max);
        out.member("median", distribution.median);
    }
    out.key("percentiles").open_object();
    for (const auto& [tenths, value] : distribution.percentiles)
        out.member(percentile_name(tenths), value);
    out.close_object();
    if (distribution.quantile_error > 0) out.member("quantile_error", distribution.quantile_error);
    write_interval(out, "mean_interval", distribution.mean_interval);
    write_interval(out, "median_interval", distribution.median_interval);
    if (distribution.percentile_intervals.empty()) return;
    out.key("percentile_intervals").open_object();
    for (const auto& [tenths, interval] : distribution.percentile_intervals)
        write_interval(out, percentile_name(tenths), interval);
    out.close_object();
}

void write_summary(JsonOut& out, const RunSummary& summary) {
    out.open_object().member("status", to_string(summary.status));
    out.member("stopped_for", summary.stopped_for);
    write_time(out, "duration_ns", summary.duration);
    out.key("models").open_array();
    for (const auto& model : summary.models) write_model(out, model);
    out.close_array().key("parallel");
    if (summary.parallel) {
        out.open_object().member("wall_ns", summary.parallel->wall.count());
        out.member("speed_up", summary.parallel->speed_up);
        out.member("efficiency", summary.parallel->efficiency);
        out.member("overhead_ns", summary.parallel->overhead.count()).close_object();
    } else {
        out.null();
    }
    out.key("instrument");
    write_instrument(out, summary.instrument);
    out.close_object();
}

}  // namespace hexameter::detail
