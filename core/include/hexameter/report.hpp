// Results as text: tables for people, formats for programs, and two runs side by side.
#pragma once

#include <cstdint>
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

// The relative difference that a comparison sets out to show, where nobody names another.
inline constexpr double usual_margin = 0.05;

// Times of the same server differ by as much from one run to the next, whatever their number: a
// smaller difference of them is none (of --fail-on-regression, where that is less).
inline constexpr double drift_of_runs = 0.01;

enum class DifferenceBy {
    ranks,  // of times: ratio of values (Hodges-Lehmann)
    means,  // ratio of means (Welch)
    pairs   // ratio of means, sample by sample (bootstrap)
};

// "hodges_lehmann", "welch", "paired_bootstrap".
[[nodiscard]] std::string_view to_string(DifferenceBy by);

// A against B by their typical values, 95 % interval: 0.05 is 5 % above B.
struct TypicalDifference {
    double estimate = 0;
    Interval interval;
    DifferenceBy by = DifferenceBy::means;
};

// One metric of one model in run A against the same in run B. Tests take one value per iteration;
// of scores one per sample, the mean of its iterations, where a run has several samples.
struct Comparison {
    enum class Outcome {
        not_compared,   // a run has no value
        too_few,        // no outcome of the test could show a difference
        same,           // the same value in every iteration of both
        different,      // the test shows a difference
        no_difference,  // it shows none, and would have shown one of the margin; or one of times
                        // that is below drift_of_runs
        inconclusive    // it shows none, and may have missed one of the margin
    };
    enum class Winner { none, a, b };

    std::string
        model;  // label, in both runs; "a vs b" when each run has exactly one, and they differ
    std::string metric;
    std::string label;
    std::string unit;
    Direction direction = Direction::info;
    Distribution a;
    Distribution b;
    std::optional<double> difference;  // (mean A - mean B) / mean B; absent when B is 0
    std::optional<TypicalDifference> typical;
    std::optional<double> a_greater;  // share of pairs in which A is the greater one, ties half
    std::string effect;               // "negligible", "small", "medium", "large"; "" untested
    // Values that the test takes: iterations, or samples.
    std::uint64_t tested_a = 0;
    std::uint64_t tested_b = 0;
    bool by_sample = false;         // else by iteration
    bool paired = false;            // the same samples in both runs, tested in pairs; else by ranks
    std::optional<double> p_value;  // absent when n is too small or nothing varies
    std::optional<double> p_corrected;  // Holm, over all tests of metrics with a better direction
    std::optional<double> detectable;   // relative difference that shows with 80 % power
    // Iterations (samples where it is tested by these) on each side, to show the typical difference
    // where there is one, else one of the margin.
    std::optional<std::uint64_t> iterations_needed;
    double margin = usual_margin;
    Outcome outcome = Outcome::not_compared;
    Winner winner = Winner::none;
    std::string verdict;  // "A worse, p=0.003: ...": what is before the colon says it in short
};

// Every metric of every pair of models. `margin`: the relative difference that is to be shown.
[[nodiscard]] std::vector<Comparison> compare_runs(const RunRecord& a, const RunRecord& b,
                                                   double margin = usual_margin);

[[nodiscard]] std::string_view to_string(Comparison::Outcome outcome);

// Whether A is worse than B by more than that share of B's mean, and the test shows A to be worse.
// Where B's mean is 0 every worse one is.
[[nodiscard]] bool is_regression(const Comparison& row, double limit);

// What it is worse by: "mean 126.1 against 120.0 ms, +5.1 %: A worse, p<0.001".
[[nodiscard]] std::string regression_text(const Comparison& row);

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
// The same of rows that compare_runs made of them.
[[nodiscard]] std::string render_comparison(const RunRecord& a, const RunRecord& b,
                                            std::vector<Comparison> rows, ReportFormat format,
                                            const ReportOptions& options);
// As JUnit XML: a case for each model and metric with a better direction, failed where it is a
// regression, skipped where nothing could be tested.
[[nodiscard]] std::string render_comparison_junit(const RunRecord& a, const RunRecord& b,
                                                  const std::vector<Comparison>& rows,
                                                  double limit);

}  // namespace hexameter
