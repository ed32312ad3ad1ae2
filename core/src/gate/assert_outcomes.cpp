// Invariants:
// 1. A condition whose value is absent has not passed, and says why.
// 2. The mean of a ratio is the weighted one, as reports have it.
#include <fmt/format.h>

#include <algorithm>

#include "gate/assert_terms.hpp"
#include "stats/distribution.hpp"

namespace hexameter {
namespace {

struct Actual {
    std::optional<double> value;
    std::string reason;
};

Actual absent(std::string reason) {
    return {std::nullopt, std::move(reason)};
}

Actual figure_of(const ModelSummary& model, const std::string& figure) {
    if (figure == "ok") return {static_cast<double>(model.ok), ""};
    if (figure == "failed") return {static_cast<double>(model.failed), ""};
    if (figure == "throughput" && model.throughput_tokens_per_s)
        return {model.throughput_tokens_per_s, ""};
    if (figure == "throughput")
        return absent(model.ok > 0 && !model.own_time
                          ? "records are lost of the time in which the model was measured"
                          : "no output token was counted");
    const auto ended = model.ok + model.failed;
    if (ended == 0) return absent("no measured iteration ended");
    return {static_cast<double>(model.failed) / static_cast<double>(ended), ""};
}

Actual statistic_of(const MetricSummary& metric, const std::string& statistic) {
    const Distribution& d = metric.distribution;
    if (const auto key = detail::percentile_key(statistic)) {
        if (const auto found = d.percentiles.find(*key); found != d.percentiles.end())
            return {found->second, ""};
        return absent(fmt::format("too few values: {} needs {}, n is {}", statistic,
                                  detail::samples_needed(*key / 1000.0), d.n));
    }
    if (statistic == "stddev") return d.n > 1 ? Actual{d.stddev, ""} : absent("it needs 2 values");
    if (statistic == "min") return {d.min, ""};
    if (statistic == "median") return {d.median, ""};
    if (statistic == "max") return {d.max, ""};
    return {metric.ratio.value_or(d.mean), ""};
}

// Why there are no values under that label.
std::string missing(const ModelSummary& model, const Assert& one) {
    std::string labels;
    for (const auto& metric : model.metrics)
        if (metric.metric == one.metric)
            labels += (labels.empty() ? "" : ", ") +
                      (metric.label.empty() ? one.metric : one.metric + "[" + metric.label + "]");
    return "no value was measured" + (labels.empty() ? "" : "; there are values of " + labels);
}

Actual actual_of(const ModelSummary& model, const Assert& one) {
    if (one.statistic.empty()) return figure_of(model, one.metric);
    const auto metric = std::find_if(
        model.metrics.begin(), model.metrics.end(), [&one](const MetricSummary& candidate) {
            return candidate.metric == one.metric && candidate.label == one.label;
        });
    const bool any = metric != model.metrics.end() && metric->distribution.n > 0;
    if (one.statistic == "n") return {any ? static_cast<double>(metric->distribution.n) : 0.0, ""};
    return any ? statistic_of(*metric, one.statistic) : absent(missing(model, one));
}

bool holds(double actual, Assert::Operator comparison, double bound) {
    using enum Assert::Operator;
    switch (comparison) {
        case less:
            return actual < bound;
        case at_most:
            return actual <= bound;
        case greater:
            return actual > bound;
        case at_least:
            return actual >= bound;
        case equal:
            return actual == bound;
        case not_equal:
            break;
    }
    return actual != bound;
}

AssertOutcome outcome_of(const ModelSummary& model, const Assert& one,
                         const std::string& metric_unit) {
    AssertOutcome outcome;
    outcome.text = detail::assert_text(one);
    outcome.model = model.model;
    outcome.metric = one.metric;
    outcome.label = one.label;
    outcome.statistic = one.statistic;
    outcome.unit = detail::unit_of(one, metric_unit);
    outcome.percent = one.unit == "%";
    const auto bound = detail::number_in(one, outcome.unit);
    auto actual = actual_of(model, one);
    outcome.actual = actual.value;
    outcome.reason = std::move(actual.reason);
    // Only a run whose header is another build's can get here with such a unit.
    if (!bound) outcome.reason = "the bound is not in the metric's unit";
    outcome.bound = bound.value_or(0);
    outcome.passed = bound && outcome.actual && holds(*outcome.actual, one.comparison, *bound);
    return outcome;
}

}  // namespace

std::vector<AssertOutcome> assert_outcomes(const RunRecord& run) {
    std::vector<AssertOutcome> outcomes;
    for (const auto& text : run.header.spec.asserts) {
        const auto asserts = parse_asserts(text);
        if (!asserts) continue;  // refused before the start
        for (const auto& one : asserts.value()) {
            const auto& known = run.header.metrics;
            const auto metric =
                std::find_if(known.begin(), known.end(),
                             [&one](const MetricDefinition& d) { return d.id == one.metric; });
            for (const auto& model : run.summary.models)
                if (one.model.empty() || one.model == model.model)
                    outcomes.push_back(
                        outcome_of(model, one, metric == known.end() ? "" : metric->unit));
        }
    }
    return outcomes;
}

}  // namespace hexameter
