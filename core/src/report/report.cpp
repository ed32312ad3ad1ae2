#include "hexameter/report.hpp"

#include <array>
#include <utility>

#include "report/renderers.hpp"

namespace hexameter {
namespace {

struct FormatWord {
    ReportFormat format;
    std::string_view word;
};

constexpr std::array format_words{
    FormatWord{ReportFormat::table, "table"}, FormatWord{ReportFormat::json, "json"},
    FormatWord{ReportFormat::jsonl, "jsonl"}, FormatWord{ReportFormat::csv, "csv"},
    FormatWord{ReportFormat::markdown, "md"},
};

}  // namespace

Result<ReportFormat> report_format_from(const std::string& word) {
    for (const auto& entry : format_words)
        if (entry.word == word) return entry.format;
    return Error(ErrorCode::config,
                 "there is no format '" + word + "'; use table, json, jsonl, csv or md");
}

void render_run(const RunRecord& run, ReportFormat format, const ReportOptions& options,
                const TextSink& out) {
    switch (format) {
        case ReportFormat::json:
            return detail::render_run_json(run, out);
        case ReportFormat::jsonl:
            return detail::render_run_jsonl(run, out);
        case ReportFormat::csv:
            return detail::render_run_csv(run, out);
        case ReportFormat::markdown:
            out(detail::render_run_markdown(run));
            return;
        case ReportFormat::table:
            break;
    }
    out(detail::render_run_table(run, options));
}

std::string render_run(const RunRecord& run, ReportFormat format, const ReportOptions& options) {
    std::string text;
    render_run(run, format, options, [&text](std::string_view piece) {
        text += piece;
        return true;
    });
    return text;
}

std::string render_comparison(const RunRecord& a, const RunRecord& b, ReportFormat format,
                              const ReportOptions& options) {
    return render_comparison(a, b, compare_runs(a, b), format, options);
}

std::string render_comparison(const RunRecord& a, const RunRecord& b, std::vector<Comparison> rows,
                              ReportFormat format, const ReportOptions& options) {
    const detail::ComparedRuns runs{a, b, std::move(rows), differences_between(a, b)};
    switch (format) {
        case ReportFormat::json:
            return detail::render_comparison_json(runs);
        case ReportFormat::jsonl:
            return detail::render_comparison_jsonl(runs);
        case ReportFormat::csv:
            return detail::render_comparison_csv(runs);
        case ReportFormat::markdown:
            return detail::render_comparison_markdown(runs);
        case ReportFormat::table:
            break;
    }
    return detail::render_comparison_table(runs, options);
}

}  // namespace hexameter
