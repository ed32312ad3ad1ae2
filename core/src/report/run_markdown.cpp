#include <fmt/format.h>

#include "report/assert_rows.hpp"
#include "report/markdown.hpp"
#include "report/metric_rows.hpp"
#include "report/remark_words.hpp"
#include "report/renderers.hpp"
#include "report/run_words.hpp"

namespace hexameter::detail {
namespace {

std::string list(const std::vector<std::string>& lines, const std::string& head) {
    std::string text;
    for (const auto& line : lines) text += "- " + head + markdown_text(line) + '\n';
    return text;
}

std::string model_section(const ModelSummary& model, const std::vector<MetricRow>& rows) {
    std::string text =
        fmt::format("\n## {}\n\n{}\n\n", markdown_text(heading_words(model)), count_words(model));
    if (!rows.empty())
        text += markdown_head(
            {"metric", "unit", "n", "mean", "95 %", "median", "min", "max", "p90", "p95", "p99"},
            2);
    for (const auto& row : rows)
        text +=
            markdown_row({markdown_text(row.name), markdown_text(row.unit), row.n, row.mean,
                          row.interval, row.median, row.min, row.max, row.p90, row.p95, row.p99});
    const std::string remarks = list(failure_words(model, false), "failed: ") +
                                list(failure_words(model, true), "failed warm-up: ") +
                                list(model.findings, "notice: ") +
                                list(note_words(model), "note: ");
    return remarks.empty() ? text : text + '\n' + remarks;
}

std::string asserts_section(const RunRecord& run) {
    const auto outcomes = assert_outcomes(run);
    if (outcomes.empty()) return {};
    std::string text = "\n## Asserts\n\n" + markdown_head({"assert", "model", "", "actual"}, 3);
    for (const auto& row : assert_rows(outcomes))
        text += markdown_row({markdown_text(row.text), markdown_text(row.model),
                              row.passed ? "passed" : "FAILED", markdown_text(row.actual)});
    const auto missing = list(missing_words(outcomes), "");
    return missing.empty() ? text : text + '\n' + missing;
}

// The definitions of what the tables show.
std::string definitions_section(const RunRecord& run) {
    std::string text = "\n## Definitions\n\n";
    for (const auto& definition : run.header.metrics)
        if (table_place(run.header.metrics, definition.id) >= 0)
            text += fmt::format(
                "- `{}` ({}): {}.{}\n", definition.id, definition.unit,
                markdown_text(definition.help),
                definition.source.empty() ? "" : " Source: " + markdown_text(definition.source));
    return text;
}

}  // namespace

std::string render_run_markdown(const RunRecord& run) {
    std::string text = fmt::format("# Run {}\n\n", markdown_text(identity_words(run)));
    if (!run.damage.empty()) text += list(damage_words(run), "damage: ") + '\n';
    text += markdown_text(plan_words(run.header)) + '\n';
    if (const auto words = setting_words(run.header); !words.empty())
        text += '\n' + markdown_text(words) + '\n';
    if (const auto words = completeness_words(run); !words.empty())
        text += '\n' + markdown_text(words) + '\n';
    for (const auto& words : rescored_words(run.header)) text += '\n' + markdown_text(words) + '\n';
    std::vector<MetricRow> all;
    for (const auto& model : run.summary.models) {
        const auto rows = metric_rows(run, model);
        text += model_section(model, rows);
        all.insert(all.end(), rows.begin(), rows.end());
    }
    text += asserts_section(run);
    text += "\n## Instrument\n\n";
    text += list(instrument_words(run.summary), "");
    if (const std::string parallel = parallel_words(run); !parallel.empty())
        text += list({parallel}, "");
    text += list(remark_words(run), "") + list(footnotes(all), "");
    return text + definitions_section(run);
}

}  // namespace hexameter::detail
