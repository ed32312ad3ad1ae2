// Two runs against each other: what differs, by how much, and whether it can be chance.
//
// Threads: any, also at once; nothing here keeps state. What comes back is the caller's. The only
// error is that of iterations that cannot be read any more, which are thrown (iterations.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/record.hpp"

namespace hexameter {

// The relative difference that a comparison sets out to show, where nobody names another.
inline constexpr double usual_margin = 0.05;

// Times of the same server differ by as much from one run to the next, whatever their number: a
// smaller difference of them is none (of --fail-on-regression, where that is less).
inline constexpr double drift_of_runs = 0.01;

enum class DifferenceBy {
    ranks,           // of times: ratio of values (Hodges-Lehmann)
    means,           // ratio of means (Fieller)
    shares,          // of values that are 0 or 1: ratio of shares (Wilson)
    pairs,           // ratio of means, sample by sample (Student's t)
    resampled_pairs  // the same by the bootstrap
};

// "hodges_lehmann", "fieller", "wilson", "paired_t", "paired_bootstrap".
[[nodiscard]] std::string_view to_string(DifferenceBy by);

// What a p-value is by.
enum class TestedBy {
    ranks,      // Mann and Whitney
    shares,     // Fisher's exact test, where there are two different values
    signs,      // of pairs: permutation of signs
    students_t  // of pairs, above 2,000
};

// "mann_whitney", "fisher_exact", "paired_permutation", "paired_t".
[[nodiscard]] std::string_view to_string(TestedBy by);

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
        not_compared,   // a run has no value of it
        nothing,        // a run measured nothing at all of the model
        too_few,        // no outcome of the test could show a difference
        same,           // the same value in every iteration of both, or in every pair of samples
        different,      // the test shows a difference
        drift,          // it shows one of times, below drift_of_runs
        no_difference,  // it shows none, and would have shown one of the margin
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
    TestedBy test = TestedBy::ranks;    // that p is by
    std::optional<double> p_corrected;  // Holm, over all tests of metrics with a better direction
    std::optional<double> detectable;   // relative difference that shows with 80 % power
    // Iterations (samples where it is tested by these) on each side, to show the typical difference
    // where there is one, else one of the margin.
    std::optional<std::uint64_t> iterations_needed;
    double margin = usual_margin;
    Outcome outcome = Outcome::not_compared;
    Winner winner = Winner::none;
    std::string verdict;  // in short: "A worse, p=0.003"
    std::string
        advice;  // what follows from it: "to show a difference of 5 % takes about ..."; or ""
};

// Every metric of every pair of models; where iterations failed also "error_rate", the share of
// those that failed. `margin`: the relative difference that is to be shown.
[[nodiscard]] std::vector<Comparison> compare_runs(const RunRecord& a, const RunRecord& b,
                                                   double margin = usual_margin);

// Labels of the models of a run that no model of the other one stands beside: no row has them.
[[nodiscard]] std::vector<std::string> unpaired_models(const RunRecord& run,
                                                       const RunRecord& other);

[[nodiscard]] std::string_view to_string(Comparison::Outcome outcome);

// Whether the test shows A to be worse than B, and the typical difference (that of the means where
// there is none) is more than that share of B. Where B's mean is 0 every worse one is; and always
// where A measured nothing of a model, and B did.
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

}  // namespace hexameter
