// The metrics that tables show, in their order, as text.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "hexameter/record.hpp"

namespace hexameter::detail {

// The definition of that id, or null.
[[nodiscard]] const MetricDefinition* find_definition(
    const std::vector<MetricDefinition>& definitions, const std::string& id);

// Place of a metric in tables: the headline timings first, then what plugins measure; -1 for the
// timings that only JSON and CSV hold.
[[nodiscard]] int table_place(const std::vector<MetricDefinition>& definitions,
                              const std::string& id);

// "pass_at", or "pass_at[k=5]" with a label.
[[nodiscard]] std::string metric_name(const std::string& id, const std::string& label);

// Whether the row is that of TTFO and one of `rows` that is the same in all else is that of TTFT:
// where no reasoning comes before the answer, it is TTFT once more.
template <class Row, class Same>
[[nodiscard]] bool repeats_ttft(const Row& row, const std::vector<Row>& rows, Same same) {
    return row.metric == "ttfo" && std::any_of(rows.begin(), rows.end(), [&](const Row& other) {
               return other.metric == "ttft" && same(other, row);
           });
}

// The values of one iteration, in the order in which the metrics first come; the mean where there
// are several, as of gaps. What is not finite is left out.
struct IterationMean {
    std::string metric;
    std::string label;
    double mean = 0;
};

[[nodiscard]] std::vector<IterationMean> iteration_means(const IterationRecord& iteration);

// One metric as the cells of a table. It has the same unit in the rows of all models of the run.
struct MetricRow {
    std::string name;  // with a "*" when the mean is a weighted ratio
    std::string unit;
    std::string n, mean, median, min, max, p90, p95, p99;  // "-": the sample does not support it
    std::string interval = "-";  // of the mean, 95 %: "402 .. 418"; "-": not known
    bool approximate = false;  // median and percentiles may be off by Distribution::quantile_error
};

[[nodiscard]] std::vector<MetricRow> metric_rows(const RunRecord& run, const ModelSummary& model);

// What "-", "*" and the interval of these rows mean; empty when there are none.
[[nodiscard]] std::vector<std::string> footnotes(const std::vector<MetricRow>& rows);

}  // namespace hexameter::detail
