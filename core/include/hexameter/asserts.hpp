// Conditions on what a run measured, such as "ttft.p90<500ms": what makes of a run a gate.
//
// Threads: any, also at once; nothing here keeps state. What comes back is the caller's. Errors are
// ErrorCode::config.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hexameter/plugins.hpp"
#include "hexameter/record.hpp"

namespace hexameter {

// One condition, as it was written.
struct Assert {
    enum class Operator { less, at_most, greater, at_least, equal, not_equal };
    std::string model;      // a label; "": every model of the run
    std::string metric;     // its id; or a figure of the model: ok, failed, error_rate, throughput
    std::string label;      // variant of the metric, such as "k=5"
    std::string statistic;  // "p90"; "" for a figure
    Operator comparison = Operator::less;
    double number = 0;
    std::string unit;  // of the number: "ms"; "": none
};

// [MODEL:] METRIC[LABEL].STATISTIC OPERATOR VALUE, several joined by "and" or "&&", of which each
// has the model of the one before it. The error says what is wrong with which part.
[[nodiscard]] Result<std::vector<Assert>> parse_asserts(const std::string& text);

// What of spec.asserts can never be told of a run with these metrics and so many samples: unknown
// models, metrics, labels, statistics and units, percentiles that need more values than it will
// have; and bounds that no run could meet, or none miss. Pointers within the spec: "/asserts/0". Of
// the metrics of `installed` it is said that the run has to ask for them.
[[nodiscard]] std::vector<SpecFault> assert_faults(const RunSpec& spec,
                                                   const std::vector<MetricDefinition>& metrics,
                                                   std::uint64_t samples,
                                                   const std::vector<PluginInfo>& installed = {});

// The same as one error, a line each, with the place in the run file or the flag.
[[nodiscard]] Status check_asserts(const RunSpec& spec,
                                   const std::vector<MetricDefinition>& metrics,
                                   std::uint64_t samples,
                                   const std::vector<PluginInfo>& installed = {});

// One condition on one model.
struct AssertOutcome {
    std::string text;  // "ttft.p90 < 500 ms"
    std::string model;
    std::string metric;
    std::string label;
    std::string statistic;
    double bound = 0;  // in `unit`
    std::string unit;  // the metric's
    bool percent = false;
    std::optional<double> actual;  // in `unit`
    bool passed = false;
    std::string reason;  // why there is no actual value; it has not passed then
};

// spec.asserts on the summary, in their order, for each model.
[[nodiscard]] std::vector<AssertOutcome> assert_outcomes(const RunRecord& run);

// "612.3 ms", in percent where the bound is; "-" when it is absent.
[[nodiscard]] std::string actual_text(const AssertOutcome& outcome);

}  // namespace hexameter
