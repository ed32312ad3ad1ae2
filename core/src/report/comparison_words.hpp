// What tables and other formats of a comparison share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/renderers.hpp"

namespace hexameter::detail {

// No test could show anything.
[[nodiscard]] bool untested(const Comparison& row);

// "A", "B", or "-" for none.
[[nodiscard]] std::string winner_word(const Comparison& row);

// By which test, as TestedBy says it; "" where nothing was tested.
[[nodiscard]] std::string_view test_word(const Comparison& row);

// "sample" or "iteration": of which the test takes one value each.
[[nodiscard]] std::string_view tested_by_word(const Comparison& row);

// One metric of both runs as the cells of a table; both sides share a unit.
struct ComparisonRow {
    std::string model;
    std::string name;
    std::string unit;
    std::string n_a, n_b, mean_a, mean_b, median_a, median_b;  // "-" without values
    std::string difference;                                    // "-18.1 %"
    std::string interval;                                      // "-21.0 .. -15.2 %"
    std::string effect;                                        // "large"
    std::string winner;
    std::string verdict;  // short: "too few"
};

// The rows that tables show, in their order.
[[nodiscard]] std::vector<ComparisonRow> comparison_rows(const ComparedRuns& runs);

// "20261121-083012-7f3a  demo  2026-11-21T08:30:12Z  complete  engine 0.1.0" and what of it stands
// alone or cannot be read, A first; then wherein they may differ, as one does not tell, and which
// models are paired, where that is not plain.
[[nodiscard]] std::vector<std::string> compared_words(const ComparedRuns& runs);

// In what else the runs differ: "parameters.temperature: 0 | 0.7"; one line that says nothing where
// all is known and alike.
[[nodiscard]] std::vector<std::string> difference_words(const ComparedRuns& runs);

// How to read the table: the verdicts in full that were shortened, and how the test was made.
[[nodiscard]] std::vector<std::string> comparison_notes(const ComparedRuns& runs);

}  // namespace hexameter::detail
