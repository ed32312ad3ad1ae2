#include "report/assert_rows.hpp"

#include <fmt/format.h>

#include "report/printable.hpp"
#include "report/units.hpp"

namespace hexameter {

std::string actual_text(const AssertOutcome& outcome) {
    if (!outcome.actual) return "-";
    if (outcome.percent) return detail::percent_text(*outcome.actual);
    const auto unit = detail::row_unit(outcome.unit, *outcome.actual);
    return detail::printable(detail::number_text(*outcome.actual, unit) +
                             (unit.word.empty() ? "" : " " + unit.word));
}

namespace detail {

std::vector<AssertRow> assert_rows(const std::vector<AssertOutcome>& outcomes) {
    std::vector<AssertRow> rows;
    rows.reserve(outcomes.size());
    for (const auto& outcome : outcomes)
        rows.push_back({outcome.passed, printable(outcome.text), printable(outcome.model),
                        actual_text(outcome)});
    return rows;
}

std::vector<std::string> missing_words(const std::vector<AssertOutcome>& outcomes) {
    std::vector<std::string> words;
    for (const auto& outcome : outcomes)
        if (!outcome.reason.empty())
            words.push_back(
                printable(fmt::format("{} ({}): {}", outcome.text, outcome.model, outcome.reason)));
    return words;
}

void write_asserts(JsonOut& out, const std::vector<AssertOutcome>& outcomes) {
    out.open_array();
    for (const auto& outcome : outcomes) {
        out.open_object().member("assert", outcome.text).member("model", outcome.model);
        out.member("metric", outcome.metric).member("label", outcome.label);
        out.member("statistic", outcome.statistic).member("unit", outcome.unit);
        out.member("bound", outcome.bound).member("actual", outcome.actual);
        out.member("passed", outcome.passed);
        out.member("reason", outcome.reason).close_object();
    }
    out.close_array();
}

}  // namespace detail
}  // namespace hexameter
