#include "report/score_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/metric_rows.hpp"

namespace hexameter {
namespace detail {

std::vector<NamedValue> values_of(const PairScore& pair) {
    std::vector<NamedValue> values;
    std::vector<std::size_t> counts;
    for (const MetricValue value : pair.values) {
        const auto name = metric_name(std::string(value.metric), std::string(value.label));
        const auto found = std::find_if(values.begin(), values.end(),
                                        [&name](const auto& one) { return one.name == name; });
        const auto at = static_cast<std::size_t>(found - values.begin());
        if (found == values.end()) {
            values.push_back({name, 0});
            counts.push_back(0);
        }
        values[at].value += value.value;
        ++counts[at];
    }
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i].value /= static_cast<double>(counts[i]);
    return values;
}

std::vector<std::string> columns_of(const ScoreReport& report) {
    std::vector<std::string> names;
    for (const auto& figure : report.figures)
        names.push_back(metric_name(figure.definition.id, figure.label));
    return names;
}

std::string counts_line(const ScoreReport& report) {
    const auto n = report.pairs.size();
    const auto scored = report.scored();
    return fmt::format("{} {}, {} scored{}", n, n == 1 ? "pair" : "pairs", scored,
                       scored == n ? "" : fmt::format(", {} not", n - scored));
}

std::vector<std::string> unscored_lines(const ScoreReport& report) {
    constexpr std::size_t most = 20;
    std::vector<std::string> lines;
    std::size_t count = 0;
    for (const auto& pair : report.pairs) {
        if (!pair.values.empty() || ++count > most) continue;
        lines.push_back(fmt::format("{}: {}", pair.id, fmt::join(pair.notes, "; ")));
    }
    if (count > most) lines.push_back(fmt::format("and {} more", count - most));
    return lines;
}

}  // namespace detail

std::string render_scores(const ScoreReport& report, ReportFormat format,
                          const ReportOptions& options) {
    switch (format) {
        case ReportFormat::json:
            return detail::render_scores_json(report);
        case ReportFormat::jsonl:
            return detail::render_scores_jsonl(report);
        case ReportFormat::csv:
            return detail::render_scores_csv(report);
        case ReportFormat::markdown:
            return detail::render_scores_markdown(report);
        case ReportFormat::table:
            break;
    }
    return detail::render_scores_table(report, options);
}

}  // namespace hexameter
