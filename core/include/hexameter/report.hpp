// Results as text: tables for people, formats for programs, and two runs side by side.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

// One metric of one model in run A against the same in run B.
struct Comparison {
    std::string
        model;  // label, in both runs; "a vs b" when each run has exactly one, and they differ
    std::string metric;
    std::string label;
    std::string unit;
    Distribution a;
    Distribution b;
    std::optional<double> difference;  // (mean A - mean B) / mean B; absent when B is 0
    std::optional<double> p_value;     // rank test; absent when n is too small
    enum class Winner { none, a, b } winner = Winner::none;
    std::string verdict;  // "A better", "too few: n=3 and 3, ...", "no difference shown (p=0.4)"
};

[[nodiscard]] std::vector<Comparison> compare_runs(const RunRecord& a, const RunRecord& b);

// Something beside the models' answers in which two runs differ, so that their numbers may too.
struct Difference {
    std::string field;             // "parameters.temperature", "model m: config.base_url"
    std::optional<std::string> a;  // absent: not set, or not recorded
    std::optional<std::string> b;
    bool known = true;  // false: a run does not tell, so that they may differ in it or not
};

// Models (of those that are paired), modality, data set, settings, versions, machine, how each run
// ended and whether its client was the bottleneck. Values of members that are named like secrets,
// and user names and queries of addresses, are not in it.
[[nodiscard]] std::vector<Difference> differences_between(const RunRecord& a, const RunRecord& b);
[[nodiscard]] std::string render_comparison(const RunRecord& a, const RunRecord& b,
                                            ReportFormat format, const ReportOptions& options);

}  // namespace hexameter
