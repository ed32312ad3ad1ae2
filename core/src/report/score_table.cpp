// Scored pairs for people.
#include <fmt/format.h>

#include "report/markdown.hpp"
#include "report/metric_rows.hpp"
#include "report/page.hpp"
#include "report/score_words.hpp"
#include "report/units.hpp"

namespace hexameter::detail {
namespace {

const std::vector<std::string>& titles() {
    static const std::vector<std::string> all{"metric", "unit", "n",  "value",
                                              "median", "min",  "max"};
    return all;
}

std::vector<std::string> cells_of(const ScoreFigure& figure) {
    const auto& values = figure.distribution;
    const auto unit = row_unit(figure.definition.unit, values.median);
    const auto text = [&unit](double value) { return number_text(value, unit); };
    const auto* const mark = figure.definition.aggregate == Aggregate::ratio ? "*" : "";
    return {metric_name(figure.definition.id, figure.label) + mark,
            unit.word,
            fmt::format("{}", values.n),
            figure.value ? text(*figure.value) : "-",
            text(values.median),
            text(values.min),
            text(values.max)};
}

// What "value" is.
std::string footnote(const ScoreReport& report) {
    for (const auto& figure : report.figures)
        if (figure.definition.aggregate == Aggregate::ratio)
            return "value: the mean of the pairs; *: the sum of value times weight over that of "
                   "the weights";
    return "value: the mean of the pairs";
}

std::string heading_of(const ScoreReport& report) {
    return fmt::format("{} {}", report.plugin.id, report.plugin.version);
}

}  // namespace

std::string render_scores_table(const ScoreReport& report, const ReportOptions& options) {
    Page page(options);
    page.heading(heading_of(report), counts_line(report));
    if (!report.figures.empty()) {
        std::vector<Column> columns;
        for (const auto& title : titles())
            columns.push_back({title, columns.size() > 1, 0, columns.empty()});
        TextTable table(std::move(columns));
        for (const auto& figure : report.figures) {
            std::vector<Cell> row;
            for (auto& cell : cells_of(figure)) row.push_back({std::move(cell), Ink::plain});
            table.add(std::move(row));
        }
        page.table(table);
        page.line(footnote(report), "", Ink::dim);
    }
    if (const auto lines = unscored_lines(report); !lines.empty()) {
        page.line("not scored:", "", Ink::plain);
        page.lines(lines, "  ", Ink::plain);
    }
    return page.take();
}

std::string render_scores_markdown(const ScoreReport& report) {
    std::string text = fmt::format("## {}\n\n{}\n\n", markdown_text(heading_of(report)),
                                   markdown_text(counts_line(report)));
    if (!report.figures.empty()) {
        text += markdown_head(titles(), 2);
        for (const auto& figure : report.figures) {
            auto cells = cells_of(figure);
            for (auto& cell : cells) cell = markdown_text(cell);
            text += markdown_row(cells);
        }
        text += fmt::format("\n{}\n", markdown_text(footnote(report)));
    }
    const auto lines = unscored_lines(report);
    if (!lines.empty()) text += "\nNot scored:\n\n";
    for (const auto& line : lines) text += fmt::format("- {}\n", markdown_text(line));
    return text;
}

}  // namespace hexameter::detail
