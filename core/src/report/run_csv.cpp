#include <algorithm>

#include "report/csv_out.hpp"
#include "report/metric_rows.hpp"
#include "report/renderers.hpp"

namespace hexameter::detail {
namespace {

// A metric and label: one column.
struct MetricColumn {
    std::string metric;
    std::string label;

    [[nodiscard]] bool holds(const MetricValue& value) const {
        return value.metric == metric && value.label == label;
    }
};

// Every metric of the header, measured or not, then labelled and unknown ones as they come.
std::vector<MetricColumn> columns_of(const RunRecord& run) {
    std::vector<MetricColumn> columns;
    for (const auto& definition : run.header.metrics) columns.push_back({definition.id, ""});
    for (const auto& iteration : run.iterations)
        for (const auto& value : iteration.values) {
            const auto known =
                std::any_of(columns.begin(), columns.end(),
                            [&value](const MetricColumn& c) { return c.holds(value); });
            if (!known) columns.push_back({value.metric, value.label});
        }
    return columns;
}

// The mean where an iteration has several values, such as gaps.
std::optional<double> mean_of(const IterationRecord& iteration, const MetricColumn& column) {
    double sum = 0;
    double count = 0;
    for (const auto& value : iteration.values) {
        if (!column.holds(value)) continue;
        sum += value.value;
        ++count;
    }
    if (count == 0) return std::nullopt;
    return sum / count;
}

}  // namespace

std::string render_run_csv(const RunRecord& run) {
    const auto columns = columns_of(run);
    std::vector<std::string> titles{"run",    "seq",    "model",         "sample", "iteration",
                                    "warmup", "status", "finish_reason", "error"};
    for (const auto& column : columns) titles.push_back(metric_name(column.metric, column.label));
    std::string text = csv_line(titles);
    for (const auto& iteration : run.iterations) {
        std::vector<std::string> fields{
            run.header.id,
            std::to_string(iteration.seq),
            iteration.model,
            iteration.sample,
            std::to_string(iteration.iteration),
            iteration.warmup ? "true" : "false",
            std::string(to_string(iteration.status)),
            iteration.timeline.finish_reason,
            iteration.status == IterationStatus::ok ? "" : iteration.error.text()};
        for (const auto& column : columns) fields.push_back(csv_number(mean_of(iteration, column)));
        text += csv_line(fields);
    }
    return text;
}

}  // namespace hexameter::detail
