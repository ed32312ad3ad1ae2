#include <fmt/format.h>

#include "hexameter/junit.hpp"
#include "hexameter/report.hpp"
#include "report/comparison_words.hpp"
#include "report/metric_rows.hpp"

namespace hexameter {

std::string render_comparison_junit(const RunRecord& a, const RunRecord& b,
                                    const std::vector<Comparison>& rows, double limit,
                                    const std::string& error) {
    std::vector<JunitCase> cases;
    for (const auto& row : rows) {
        if (row.direction == Direction::info) continue;
        JunitCase& one = cases.emplace_back();
        one.name = detail::metric_name(row.metric, row.label);
        one.classname = row.model;
        if (is_regression(row, limit))
            one.failure = regression_text(row);
        else if (detail::untested(row) || row.outcome == Comparison::Outcome::inconclusive)
            one.skipped = row.advice.empty() ? row.verdict : row.verdict + ": " + row.advice;
    }
    const auto alone = [&cases](const RunRecord& run, const RunRecord& other, char side) {
        for (const auto& model : unpaired_models(run, other)) {
            JunitCase& one = cases.emplace_back();
            one.name = "all metrics";
            one.classname = model;
            one.skipped = fmt::format("only {} has this model", side);
        }
    };
    alone(a, b, 'A');
    alone(b, a, 'B');
    if (!error.empty()) cases.push_back({"the comparison", "", {}, {}, 0, error});
    return render_junit(fmt::format("compare {} {}", a.header.id, b.header.id), cases);
}

}  // namespace hexameter
