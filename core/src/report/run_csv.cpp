#include <algorithm>
#include <cmath>

#include "report/csv_out.hpp"
#include "report/metric_rows.hpp"
#include "report/renderers.hpp"
#include "report/superseded.hpp"

namespace hexameter::detail {
namespace {

using Column = std::pair<std::string, std::string>;  // metric and label

// Every metric of the header, measured or not, then labelled and unknown ones as they come.
std::vector<Column> columns_of(const RunRecord& run) {
    std::vector<Column> columns;
    for (const auto& definition : run.header.metrics) columns.emplace_back(definition.id, "");
    const auto is_of = [](const Column& column, const MetricValue& value) {
        return column.first == value.metric && column.second == value.label;
    };
    for (const auto& iteration : run.iterations.with(IterationPart::values))
        for (const auto& value : iteration.values)
            if (std::isfinite(value.value) &&
                std::none_of(columns.begin(), columns.end(),
                             [&](const Column& column) { return is_of(column, value); }))
                columns.emplace_back(value.metric, value.label);
    return columns;
}

std::optional<double> value_of(const std::vector<IterationMean>& row, const Column& column) {
    const auto found = std::find_if(row.begin(), row.end(), [&column](const IterationMean& value) {
        return value.metric == column.first && value.label == column.second;
    });
    return found == row.end() ? std::nullopt : std::optional(found->mean);
}

}  // namespace

void render_run_csv(const RunRecord& run, const TextSink& out) {
    const auto columns = columns_of(run);
    std::vector<std::string> titles{"run",        "seq",           "model",  "sample",
                                    "repetition", "iteration",     "warmup", "status",
                                    "superseded", "finish_reason", "error"};
    for (const auto& [metric, label] : columns) titles.push_back(metric_name(metric, label));
    if (!out(csv_line(titles))) return;
    const auto superseded = superseded_attempts(run);
    for (const auto& iteration : run.iterations.with(IterationPart::head)) {
        std::vector<std::string> fields{
            run.header.id,
            std::to_string(iteration.seq),
            iteration.model,
            iteration.sample,
            iteration.repetition > 0 ? std::to_string(iteration.repetition) : "",
            std::to_string(iteration.iteration),
            iteration.warmup ? "true" : "false",
            std::string(to_string(iteration.status)),
            superseded.contains(iteration.seq) ? "true" : "false",
            iteration.timeline.finish_reason,
            iteration.status == IterationStatus::ok ? "" : iteration.error.text()};
        const auto row = iteration_means(iteration);
        for (const auto& column : columns) fields.push_back(csv_number(value_of(row, column)));
        if (!out(csv_line(fields))) return;
    }
}

}  // namespace hexameter::detail
