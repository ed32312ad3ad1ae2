#include <vector>

#include "store/codec.hpp"
#include "store/json_archive.hpp"

namespace hexameter::detail {
namespace {

// A percentile by its key in Distribution::percentiles, which is per mille: 900 is p90.
struct WrittenPercentile {
    int per_mille = 0;
    double value = 0;
    std::optional<Interval> interval;
};

}  // namespace

static void describe(auto& archive, Is<Interval> auto& interval) {
    archive("low", interval.low);
    archive("high", interval.high);
}

static void describe(auto& archive, Is<WrittenPercentile> auto& percentile) {
    archive("per_mille", percentile.per_mille);
    archive("value", percentile.value);
    archive("interval", percentile.interval);
}

static void describe_percentiles(ArchiveOut& archive, const Distribution& distribution) {
    std::vector<WrittenPercentile> written;
    const auto& intervals = distribution.percentile_intervals;
    for (const auto& [per_mille, value] : distribution.percentiles) {
        const auto interval = intervals.find(per_mille);
        written.push_back(
            {per_mille, value,
             interval == intervals.end() ? std::nullopt : std::optional(interval->second)});
    }
    archive("percentiles", written);
}

static void describe_percentiles(ArchiveIn& archive, Distribution& distribution) {
    std::vector<WrittenPercentile> written;
    archive("percentiles", written);
    for (const auto& percentile : written) {
        distribution.percentiles[percentile.per_mille] = percentile.value;
        if (percentile.interval)
            distribution.percentile_intervals[percentile.per_mille] = *percentile.interval;
    }
}

static void describe(auto& archive, Is<Distribution> auto& distribution) {
    archive("n", distribution.n);
    archive("mean", distribution.mean);
    archive("stddev", distribution.stddev);
    archive("min", distribution.min);
    archive("max", distribution.max);
    archive("median", distribution.median);
    archive("quantile_error", distribution.quantile_error);
    archive("mean_interval", distribution.mean_interval);
    archive("median_interval", distribution.median_interval);
    describe_percentiles(archive, distribution);
}

static void describe(auto& archive, Is<MetricSummary> auto& metric) {
    archive("metric", metric.metric);
    archive("label", metric.label);
    archive("distribution", metric.distribution);
    archive("ratio", metric.ratio);
    archive("ratio_interval", metric.ratio_interval);
}

static void describe(auto& archive, Is<ModelSummary> auto& model) {
    archive("model", model.model);
    archive("provider", model.provider);
    archive("ok", model.ok);
    archive("failed", model.failed);
    archive("cancelled", model.cancelled);
    archive("warmups", model.warmups);
    archive("failed_warmups", model.failed_warmups);
    archive("errors", model.errors);
    archive("warmup_errors", model.warmup_errors);
    archive("notes", model.notes);
    archive("findings", model.findings);
    archive("throughput_tokens_per_s", model.throughput_tokens_per_s);
    archive("own_time_ns", model.own_time);
    archive("metrics", model.metrics);
    archive("cold", model.cold);
    archive("cost", model.cost);
    archive("unpriced", model.unpriced);
    archive("failed_scores", model.failed_scores);
}

static void describe(auto& archive, Is<ParallelFigures> auto& parallel) {
    archive("wall_ns", parallel.wall);
    archive("speed_up", parallel.speed_up);
    archive("efficiency", parallel.efficiency);
    archive("overhead_ns", parallel.overhead);
}

static void describe(auto& archive, Is<Instrument> auto& instrument) {
    archive("client_limited", instrument.client_limited);
    archive("client_limited_rule", instrument.client_limited_rule);
    archive("dispatch_lag_ns", instrument.dispatch_lag_ns);
    archive("loop_lag_ns", instrument.loop_lag_ns);
    archive("kernel_stamp_share", instrument.kernel_stamp_share);
    archive("coalesced_share", instrument.coalesced_share);
    archive("client_cpu_share", instrument.client_cpu_share);
    archive("timing_sources", instrument.timing_sources);
    archive("events", instrument.events);
}

static void describe(auto& archive, Is<RunSummary> auto& summary) {
    archive("status", summary.status);
    archive("models", summary.models);
    archive("parallel", summary.parallel);
    archive("instrument", summary.instrument);
    archive("duration_ns", summary.duration);
    archive("stopped_for", summary.stopped_for);
}

std::string encode_summary(const RunSummary& summary) {
    return ArchiveOut::text_of(summary);
}

Result<RunSummary> decode_summary(std::string_view bytes) {
    return ArchiveIn::record_of<RunSummary>(bytes);
}

}  // namespace hexameter::detail
