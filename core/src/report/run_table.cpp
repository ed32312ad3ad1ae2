#include "report/assert_rows.hpp"
#include "report/metric_rows.hpp"
#include "report/page.hpp"
#include "report/remark_words.hpp"
#include "report/renderers.hpp"
#include "report/run_words.hpp"

namespace hexameter::detail {
namespace {

TextTable table_of(const std::vector<MetricRow>& rows) {
    TextTable table({{"metric", false, 0, true},
                     {"unit", false},
                     {"n"},
                     {"mean"},
                     {"95 %", true, 6},
                     {"median"},
                     {"min", true, 3},
                     {"max", true, 4},
                     {"p90", true, 2},
                     {"p95", true, 1},
                     {"p99", true, 5}});
    for (const auto& row : rows)
        table.add({{row.name, Ink::bold},
                   {row.unit, Ink::dim},
                   {row.n},
                   {row.mean},
                   {row.interval},
                   {row.median},
                   {row.min},
                   {row.max},
                   {row.p90},
                   {row.p95},
                   {row.p99}});
    return table;
}

// The model's block; gives back its rows for the footnotes.
std::vector<MetricRow> model_block(Page& page, const RunRecord& run, const ModelSummary& model) {
    page.gap();
    page.heading(heading_words(model), count_words(model));
    std::vector<MetricRow> rows = metric_rows(run, model);
    if (rows.empty())
        page.line("nothing was measured", "  ", Ink::dim);
    else
        page.table(table_of(rows));
    page.lines(failure_words(model, false), "  failed: ", Ink::red);
    page.lines(failure_words(model, true), "  failed warm-up: ", Ink::red);
    page.lines(model.findings, "  notice: ", Ink::plain);
    page.lines(note_words(model), "  note: ", Ink::dim);
    return rows;
}

void asserts_block(Page& page, const RunRecord& run) {
    const auto outcomes = assert_outcomes(run);
    if (outcomes.empty()) return;
    TextTable table({{"assert", false, 0, true}, {"model", false}, {"actual"}, {"", false}});
    for (const auto& row : assert_rows(outcomes))
        table.add({{row.text, Ink::bold},
                   {row.model},
                   {row.actual},
                   {row.passed ? "passed" : "FAILED", row.passed ? Ink::green : Ink::red}});
    page.gap();
    page.table(table);
    page.lines(missing_words(outcomes), "  ", Ink::red);
}

}  // namespace

std::string render_run_table(const RunRecord& run, const ReportOptions& options) {
    Page page(options);
    page.heading("Run", identity_words(run));
    page.lines(damage_words(run), "Damage: ", Ink::red);
    page.line(plan_words(run.header), "", Ink::plain);
    if (const auto words = setting_words(run.header); !words.empty())
        page.line(words, "", Ink::plain);
    if (const auto words = completeness_words(run); !words.empty()) page.line(words, "", Ink::red);
    if (const auto words = resumed_words(run.header); !words.empty())
        page.line(words, "", Ink::plain);
    page.lines(rescored_words(run.header), "", Ink::plain);
    std::vector<MetricRow> rows;
    for (const auto& model : run.summary.models) {
        const auto block = model_block(page, run, model);
        rows.insert(rows.end(), block.begin(), block.end());
    }
    asserts_block(page, run);
    page.gap();
    page.left_out();
    page.lines(footnotes(rows), "", Ink::dim);
    page.lines(remark_words(run), "", Ink::plain);
    if (const std::string parallel = parallel_words(run); !parallel.empty())
        page.line(parallel, "", Ink::plain);
    const bool limited = run.summary.instrument.client_limited == Instrument::Limited::yes;
    page.lines(instrument_words(run.summary), "Instrument: ", limited ? Ink::red : Ink::plain);
    return page.take();
}

}  // namespace hexameter::detail
