#include <algorithm>

#include "report/csv_out.hpp"
#include "report/metric_rows.hpp"
#include "report/renderers.hpp"

namespace hexameter::detail {
namespace {

using Column = std::pair<std::string, std::string>;  // metric and label

// Every metric of the header, measured or not, then labelled and unknown ones as they come.
std::vector<Column> columns_of(const RunRecord& run,
                               const std::vector<std::vector<IterationMean>>& rows) {
    std::vector<Column> columns;
    for (const auto& definition : run.header.metrics) columns.emplace_back(definition.id, "");
    for (const auto& row : rows)
        for (const auto& value : row) {
            const Column column(value.metric, value.label);
            if (std::find(columns.begin(), columns.end(), column) == columns.end())
                columns.push_back(column);
        }
    return columns;
}

std::optional<double> value_of(const std::vector<IterationMean>& row, const Column& column) {
    const auto found = std::find_if(row.begin(), row.end(), [&column](const IterationMean& value) {
        return value.metric == column.first && value.label == column.second;
    });
    return found == row.end() ? std::nullopt : std::optional(found->mean);
}

}  // namespace

std::string render_run_csv(const RunRecord& run) {
    std::vector<std::vector<IterationMean>> rows;
    for (const auto& iteration : run.iterations) rows.push_back(iteration_means(iteration));
    const auto columns = columns_of(run, rows);
    std::vector<std::string> titles{"run",       "seq",    "model",  "sample",        "repetition",
                                    "iteration", "warmup", "status", "finish_reason", "error"};
    for (const auto& [metric, label] : columns) titles.push_back(metric_name(metric, label));
    std::string text = csv_line(titles);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& iteration = run.iterations[i];
        std::vector<std::string> fields{
            run.header.id,
            std::to_string(iteration.seq),
            iteration.model,
            iteration.sample,
            iteration.repetition > 0 ? std::to_string(iteration.repetition) : "",
            std::to_string(iteration.iteration),
            iteration.warmup ? "true" : "false",
            std::string(to_string(iteration.status)),
            iteration.timeline.finish_reason,
            iteration.status == IterationStatus::ok ? "" : iteration.error.text()};
        for (const auto& column : columns) fields.push_back(csv_number(value_of(rows[i], column)));
        text += csv_line(fields);
    }
    return text;
}

}  // namespace hexameter::detail
