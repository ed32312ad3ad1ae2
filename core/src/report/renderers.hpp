// The formats of reports, a file each.
#pragma once

#include <string>
#include <vector>

#include "hexameter/report.hpp"

namespace hexameter::detail {

class JsonOut;

[[nodiscard]] std::string render_run_table(const RunRecord& run, const ReportOptions& options);
[[nodiscard]] std::string render_run_markdown(const RunRecord& run);
void render_run_json(const RunRecord& run, const TextSink& out);
void render_run_jsonl(const RunRecord& run, const TextSink& out);
void render_run_csv(const RunRecord& run, const TextSink& out);

// One JSON object each, for the caller's document.
void write_summary(JsonOut& out, const RunSummary& summary);
// "name": [low, high]; nothing where there is none.
void write_interval(JsonOut& out, std::string_view name, const std::optional<Interval>& interval);
void write_distribution_members(JsonOut& out, const Distribution& distribution);
void write_iteration(JsonOut& out, const std::string& run_id, const IterationRecord& iteration,
                     bool superseded);

// Two runs and what compare_runs and differences_between say of them.
struct ComparedRuns {
    const RunRecord& a;
    const RunRecord& b;
    std::vector<Comparison> rows;
    std::vector<Difference> differences;
};

[[nodiscard]] std::string render_comparison_table(const ComparedRuns& runs,
                                                  const ReportOptions& options);
[[nodiscard]] std::string render_comparison_markdown(const ComparedRuns& runs);
[[nodiscard]] std::string render_comparison_json(const ComparedRuns& runs);
[[nodiscard]] std::string render_comparison_jsonl(const ComparedRuns& runs);
[[nodiscard]] std::string render_comparison_csv(const ComparedRuns& runs);

}  // namespace hexameter::detail
