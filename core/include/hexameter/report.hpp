// Results as text: tables for people, formats for programs.
//
// Threads: any, also at once; nothing here keeps state. What comes back is the caller's. Iterations
// that cannot be read any more are thrown (iterations.hpp).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/compare.hpp"
#include "hexameter/error.hpp"
#include "hexameter/record.hpp"

namespace hexameter {

enum class ReportFormat { table, json, jsonl, csv, markdown };

// "table", "json", "jsonl", "csv", "md".
[[nodiscard]] Result<ReportFormat> report_format_from(const std::string& word);

struct ReportOptions {
    bool color = false;
    int width = 100;  // columns of the terminal, for tables
};

// Takes a report piece by piece. False: it takes no more, and the rest is not made.
using TextSink = std::function<bool(std::string_view)>;

// One run. table/markdown: a summary per model; json: everything; jsonl and csv: a row per
// iteration. Not all of it is in memory at once.
void render_run(const RunRecord& run, ReportFormat format, const ReportOptions& options,
                const TextSink& out);
// The same as one text.
[[nodiscard]] std::string render_run(const RunRecord& run, ReportFormat format,
                                     const ReportOptions& options);

// Two runs side by side.
[[nodiscard]] std::string render_comparison(const RunRecord& a, const RunRecord& b,
                                            ReportFormat format, const ReportOptions& options);
// The same of rows that compare_runs made of them.
[[nodiscard]] std::string render_comparison(const RunRecord& a, const RunRecord& b,
                                            std::vector<Comparison> rows, ReportFormat format,
                                            const ReportOptions& options);
// As JUnit XML: a case for each model and metric with a better direction, failed where it is a
// regression, skipped where nothing could be tested, or only one run has the model; and one with
// the error, where there is one.
[[nodiscard]] std::string render_comparison_junit(const RunRecord& a, const RunRecord& b,
                                                  const std::vector<Comparison>& rows, double limit,
                                                  const std::string& error = "");

}  // namespace hexameter
