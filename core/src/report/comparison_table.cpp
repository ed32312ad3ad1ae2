#include "report/comparison_words.hpp"
#include "report/page.hpp"
#include "report/renderers.hpp"

namespace hexameter::detail {
namespace {

TextTable empty_table() {
    return TextTable({{"metric", false, 0, true},
                      {"unit", false, 7},
                      {"n A", true, 4},
                      {"n B", true, 5},
                      {"mean A", true, 7},
                      {"mean B", true, 7},
                      {"median A", true, 1},
                      {"median B", true, 2},
                      {"(A-B)/B"},
                      {"95 %", true, 6},
                      {"effect", false, 3},
                      {"verdict", false, 0, true}});
}

void add_row(TextTable& table, const ComparisonRow& row) {
    table.add({{row.name, Ink::bold},
               {row.unit, Ink::dim},
               {row.n_a},
               {row.n_b},
               {row.mean_a, row.winner == "A" ? Ink::green : Ink::plain},
               {row.mean_b, row.winner == "B" ? Ink::green : Ink::plain},
               {row.median_a},
               {row.median_b},
               {row.difference},
               {row.interval},
               {row.effect},
               {row.verdict}});
}

}  // namespace

std::string render_comparison_table(const ComparedRuns& runs, const ReportOptions& options) {
    Page page(options);
    page.lines(compared_words(runs), "", Ink::plain);
    page.lines(difference_words(runs), "differs: ", Ink::plain);
    const auto rows = comparison_rows(runs);
    for (auto row = rows.begin(); row != rows.end();) {
        page.gap();
        page.line(row->model, "", Ink::bold);
        TextTable table = empty_table();
        const std::string& model = row->model;
        for (; row != rows.end() && row->model == model; ++row) add_row(table, *row);
        page.table(table);
    }
    page.gap();
    page.left_out();
    page.lines(comparison_notes(runs), "", Ink::dim);
    return page.take();
}

}  // namespace hexameter::detail
