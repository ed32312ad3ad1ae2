// What the reports of scored pairs have in common.
#pragma once

#include <string>
#include <vector>

#include "hexameter/scoring.hpp"

namespace hexameter::detail {

// One value of a pair under the name of its column; the mean where the metric gave several.
struct NamedValue {
    std::string name;  // "pass_at", or "pass_at[k=5]" with a label
    double value = 0;
};

[[nodiscard]] std::vector<NamedValue> values_of(const PairScore& pair);

// Names of the columns of all pairs, in the order of the figures.
[[nodiscard]] std::vector<std::string> columns_of(const ScoreReport& report);

[[nodiscard]] std::string render_scores_json(const ScoreReport& report);
[[nodiscard]] std::string render_scores_jsonl(const ScoreReport& report);
[[nodiscard]] std::string render_scores_csv(const ScoreReport& report);
[[nodiscard]] std::string render_scores_table(const ScoreReport& report,
                                              const ReportOptions& options);
[[nodiscard]] std::string render_scores_markdown(const ScoreReport& report);

// "12 pairs, 10 scored, 2 not", and for people which: a line for each, the first twenty of them.
[[nodiscard]] std::string counts_line(const ScoreReport& report);
[[nodiscard]] std::vector<std::string> unscored_lines(const ScoreReport& report);

}  // namespace hexameter::detail
