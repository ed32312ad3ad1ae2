#include "report/metric_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "report/printable.hpp"
#include "report/units.hpp"
#include "stats/distribution.hpp"

namespace hexameter::detail {
namespace {

constexpr std::array<std::string_view, 9> headline{
    "ttft", "ttfo", "itl", "tpot", "tps_decode", "tps_e2e", "total", "output_tokens", "cost"};

bool repeats(const MetricSummary& metric, const ModelSummary& model) {
    return repeats_ttft(metric, model.metrics, [](const MetricSummary& x, const MetricSummary& y) {
        return x.distribution.mean == y.distribution.mean && x.distribution.n == y.distribution.n;
    });
}

std::string percentile_text(const Distribution& distribution, int key, const RowUnit& unit) {
    const auto found = distribution.percentiles.find(key);
    return found == distribution.percentiles.end() ? "-" : number_text(found->second, unit);
}

double mean_of(const MetricSummary& metric) {
    return metric.ratio.value_or(metric.distribution.mean);
}

RowUnit unit_of(const RunRecord& run, const std::string& metric) {
    std::vector<double> means;
    for (const auto& model : run.summary.models)
        for (const auto& one : model.metrics)
            if (one.metric == metric && one.distribution.n > 0) means.push_back(mean_of(one));
    const MetricDefinition* definition = find_definition(run.header.metrics, metric);
    return shared_unit(definition != nullptr ? definition->unit : "", means);
}

MetricRow metric_row(const MetricSummary& metric, const RowUnit& unit) {
    const Distribution& d = metric.distribution;
    const double mean = mean_of(metric);
    MetricRow row;
    row.name = printable(metric_name(metric.metric, metric.label)) + (metric.ratio ? "*" : "");
    row.unit = printable(unit.word);
    row.n = fmt::format("{}", d.n);
    row.mean = number_text(mean, unit);
    const auto& interval = metric.ratio ? metric.ratio_interval : d.mean_interval;
    if (interval)
        row.interval = fmt::format("{} .. {}", number_text(interval->low, unit),
                                   number_text(interval->high, unit));
    row.approximate = d.quantile_error > 0;
    row.median = number_text(d.median, unit);
    row.min = number_text(d.min, unit);
    row.max = number_text(d.max, unit);
    row.p90 = percentile_text(d, 900, unit);
    row.p95 = percentile_text(d, 950, unit);
    row.p99 = percentile_text(d, 990, unit);
    return row;
}

}  // namespace

const MetricDefinition* find_definition(const std::vector<MetricDefinition>& definitions,
                                        const std::string& id) {
    const auto found = std::find_if(definitions.begin(), definitions.end(),
                                    [&id](const MetricDefinition& d) { return d.id == id; });
    return found == definitions.end() ? nullptr : &*found;
}

int table_place(const std::vector<MetricDefinition>& definitions, const std::string& id) {
    const auto* const found = std::find(headline.begin(), headline.end(), id);
    if (found != headline.end()) return static_cast<int>(found - headline.begin());
    const MetricDefinition* definition = find_definition(definitions, id);
    const bool of_host = definition != nullptr && definition->origin == "host";
    return of_host ? -1 : static_cast<int>(headline.size());
}

std::string metric_name(const std::string& id, const std::string& label) {
    return label.empty() ? id : id + "[" + label + "]";
}

std::vector<IterationMean> iteration_means(const IterationRecord& iteration) {
    std::vector<IterationMean> means;
    std::vector<double> counts;
    for (const auto& value : iteration.values) {
        if (!std::isfinite(value.value)) continue;
        const auto known = std::find_if(means.begin(), means.end(), [&value](const auto& mean) {
            return mean.metric == value.metric && mean.label == value.label;
        });
        if (known == means.end()) {
            means.push_back({std::string(value.metric), std::string(value.label), value.value});
            counts.push_back(1);
            continue;
        }
        double& count = counts[static_cast<std::size_t>(known - means.begin())];
        known->mean += (value.value - known->mean) / ++count;
    }
    return means;
}

std::vector<MetricRow> metric_rows(const RunRecord& run, const ModelSummary& model) {
    const auto& definitions = run.header.metrics;
    std::vector<const MetricSummary*> shown;
    for (const auto& metric : model.metrics)
        if (metric.distribution.n > 0 && table_place(definitions, metric.metric) >= 0 &&
            !repeats(metric, model))
            shown.push_back(&metric);
    std::stable_sort(shown.begin(), shown.end(), [&definitions](const auto* a, const auto* b) {
        return table_place(definitions, a->metric) < table_place(definitions, b->metric);
    });
    std::vector<MetricRow> rows;
    rows.reserve(shown.size());
    for (const MetricSummary* metric : shown)
        rows.push_back(metric_row(*metric, unit_of(run, metric->metric)));
    return rows;
}

std::vector<std::string> footnotes(const std::vector<MetricRow>& rows) {
    std::vector<std::string> notes;
    const auto any = [&rows](auto predicate) {
        return std::any_of(rows.begin(), rows.end(), predicate);
    };
    if (any([](const MetricRow& r) { return r.p90 == "-" || r.p95 == "-" || r.p99 == "-"; }))
        notes.push_back(
            fmt::format("\"-\": too few values for this percentile: p90 needs {}, p95 {}, p99 {} "
                        "(n counts values)",
                        samples_needed(0.90), samples_needed(0.95), samples_needed(0.99)));
    if (any([](const MetricRow& r) { return r.interval != "-"; }))
        notes.emplace_back("\"95 %\": where the true mean lies; of scores by sample");
    if (any([](const MetricRow& r) { return r.approximate; }))
        notes.emplace_back(
            "median and percentiles of more than 262,144 values are within 0.05 % of themselves");
    if (any([](const MetricRow& r) { return r.name.back() == '*'; }))
        notes.emplace_back("\"*\": mean is weighted: sum(value x weight) / sum(weight)");
    return notes;
}

}  // namespace hexameter::detail
