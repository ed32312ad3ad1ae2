#include "same_records.hpp"

#include <gtest/gtest.h>

#include <tuple>

#include "hexameter/run_spec.hpp"

namespace hexameter::testing_store {
namespace {

auto tied(const TimelineEvent& e) {
    return std::tie(e.at, e.claimed, e.units, e.text_begin, e.text_size, e.choice, e.kind, e.source,
                    e.coalesced, e.piece);
}

auto tied(const Usage& u) {
    return std::tie(u.input_tokens, u.output_tokens, u.reasoning_tokens, u.cached_tokens);
}

auto tied(const ServerClaim& c) {
    return std::tie(c.queue, c.load, c.prompt, c.decode, c.total);
}

auto tied(const Attempt& a) {
    return std::tie(a.sent, a.http_status, a.error);
}

auto tied(const MetricValue& v) {
    return std::tie(v.metric, v.label, v.value, v.weight);
}

auto tied(const PluginIdentity& p) {
    return std::tie(p.id, p.kind, p.version, p.file, p.sha256);
}

auto tied(const MetricDefinition& m) {
    return std::tie(m.id, m.unit, m.help, m.source, m.origin, m.direction, m.aggregate);
}

auto tied(const Rescoring& r) {
    return std::tie(r.at, r.metric, r.version, r.sha256, r.config_json, r.replaced_version,
                    r.modality_version, r.modality_config_json);
}

using Bounds = std::pair<double, double>;

std::optional<Bounds> bounds(const std::optional<Interval>& interval) {
    if (!interval) return std::nullopt;
    return Bounds(interval->low, interval->high);
}

std::map<int, Bounds> bounds_of(const std::map<int, Interval>& intervals) {
    std::map<int, Bounds> all;
    for (const auto& [key, interval] : intervals) all[key] = {interval.low, interval.high};
    return all;
}

auto tied(const Distribution& d) {
    return std::tuple(d.n, d.mean, d.stddev, d.min, d.max, d.median, d.percentiles,
                      d.quantile_error, bounds(d.mean_interval), bounds(d.median_interval),
                      bounds_of(d.percentile_intervals));
}

auto tied(const ParallelFigures& p) {
    return std::tie(p.wall, p.speed_up, p.efficiency, p.overhead);
}

template <class T>
void expect_each(const std::vector<T>& a, const std::vector<T>& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(tied(a[i]) == tied(b[i])) << i;
}

std::vector<MetricValue> all_of(const MetricValues& values) {
    return {values.begin(), values.end()};
}

template <class T>
void expect_optional(const std::optional<T>& a, const std::optional<T>& b) {
    ASSERT_EQ(a.has_value(), b.has_value());
    if (a.has_value()) {
        EXPECT_TRUE(tied(*a) == tied(*b));
    }
}

void expect_same(const ModelSummary& a, const ModelSummary& b) {
    EXPECT_EQ(
        std::tie(a.model, a.provider, a.ok, a.failed, a.cancelled, a.warmups, a.failed_warmups,
                 a.errors, a.warmup_errors, a.notes, a.findings, a.throughput_tokens_per_s,
                 a.own_time, a.cold, a.cost, a.unpriced, a.failed_scores),
        std::tie(b.model, b.provider, b.ok, b.failed, b.cancelled, b.warmups, b.failed_warmups,
                 b.errors, b.warmup_errors, b.notes, b.findings, b.throughput_tokens_per_s,
                 b.own_time, b.cold, b.cost, b.unpriced, b.failed_scores));
    ASSERT_EQ(a.metrics.size(), b.metrics.size());
    for (std::size_t i = 0; i < a.metrics.size(); ++i) {
        const auto& x = a.metrics[i];
        const auto& y = b.metrics[i];
        EXPECT_EQ(std::tie(x.metric, x.label, x.ratio), std::tie(y.metric, y.label, y.ratio));
        EXPECT_EQ(bounds(x.ratio_interval), bounds(y.ratio_interval));
        EXPECT_TRUE(tied(x.distribution) == tied(y.distribution));
    }
}

}  // namespace

void expect_same(const Timeline& a, const Timeline& b) {
    EXPECT_EQ(a.intended, b.intended);
    EXPECT_EQ(a.sent, b.sent);
    EXPECT_EQ(a.first_byte, b.first_byte);
    EXPECT_EQ(a.end, b.end);
    EXPECT_EQ(a.streamed, b.streamed);
    EXPECT_EQ(a.dispatched, b.dispatched);
    EXPECT_EQ(a.new_connection, b.new_connection);
    EXPECT_EQ(a.plugin_time, b.plugin_time);
    EXPECT_EQ(a.text, b.text);
    EXPECT_TRUE(tied(a.usage) == tied(b.usage));
    EXPECT_EQ(a.tokenizer_tokens, b.tokenizer_tokens);
    EXPECT_TRUE(tied(a.claim) == tied(b.claim));
    EXPECT_EQ(a.finish_reason, b.finish_reason);
    EXPECT_EQ(a.usage_raw, b.usage_raw);
    EXPECT_EQ(a.claim_raw, b.claim_raw);
    expect_each(a.events, b.events);
    expect_each(a.attempts, b.attempts);
}

void expect_same(const IterationRecord& a, const IterationRecord& b) {
    EXPECT_EQ(std::tie(a.seq, a.model, a.sample, a.repetition, a.iteration, a.warmup, a.status,
                       a.answer, a.notes, a.failed_metrics),
              std::tie(b.seq, b.model, b.sample, b.repetition, b.iteration, b.warmup, b.status,
                       b.answer, b.notes, b.failed_metrics));
    EXPECT_EQ(a.error.code(), b.error.code());
    EXPECT_EQ(a.error.message(), b.error.message());
    EXPECT_EQ(a.error.where(), b.error.where());
    expect_each(all_of(a.values), all_of(b.values));
    expect_same(a.timeline, b.timeline);
}

void expect_same(const RunHeader& a, const RunHeader& b) {
    EXPECT_EQ(std::tie(a.id, a.started_at, a.engine_version, a.host_json),
              std::tie(b.id, b.started_at, b.engine_version, b.host_json));
    EXPECT_EQ(to_json(a.spec), to_json(b.spec));
    EXPECT_EQ(a.samples, b.samples);
    EXPECT_EQ(a.dataset_sha256, b.dataset_sha256);
    EXPECT_EQ(a.dataset_file_sha256, b.dataset_file_sha256);
    expect_each(a.plugins, b.plugins);
    expect_each(a.metrics, b.metrics);
    expect_each(a.rescored, b.rescored);
}

void expect_same(const RunSummary& a, const RunSummary& b) {
    EXPECT_EQ(a.status, b.status);
    EXPECT_EQ(a.duration, b.duration);
    expect_optional(a.parallel, b.parallel);
    const auto& x = a.instrument;
    const auto& y = b.instrument;
    EXPECT_EQ(std::tie(x.client_limited, x.client_limited_rule, x.kernel_stamp_share,
                       x.coalesced_share, x.client_cpu_share, x.timing_sources, x.events),
              std::tie(y.client_limited, y.client_limited_rule, y.kernel_stamp_share,
                       y.coalesced_share, y.client_cpu_share, y.timing_sources, y.events));
    expect_optional(x.dispatch_lag_ns, y.dispatch_lag_ns);
    expect_optional(x.loop_lag_ns, y.loop_lag_ns);
    ASSERT_EQ(a.models.size(), b.models.size());
    for (std::size_t i = 0; i < a.models.size(); ++i) expect_same(a.models[i], b.models[i]);
}

}  // namespace hexameter::testing_store
