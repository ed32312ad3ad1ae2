// Scored pairs for programs.
#include <fmt/format.h>

#include <algorithm>

#include "base/words.hpp"
#include "report/csv_out.hpp"
#include "report/json_out.hpp"
#include "report/score_words.hpp"

namespace hexameter::detail {
namespace {

void write_figure(JsonOut& out, const ScoreFigure& figure) {
    const auto& of = figure.definition;
    out.open_object().member("metric", of.id).member("label", figure.label);
    out.member("unit", of.unit).member("direction", to_string(of.direction));
    out.member("aggregate", to_string(of.aggregate)).member("value", figure.value);
    out.member("n", figure.distribution.n).member("mean", figure.distribution.mean);
    out.member("median", figure.distribution.median);
    out.member("min", figure.distribution.min).member("max", figure.distribution.max);
    out.close_object();
}

void write_pair(JsonOut& out, const PairScore& pair) {
    out.open_object().member("id", pair.id).member("scored", !pair.values.empty());
    out.key("values").open_object();
    for (const auto& value : values_of(pair)) out.member(value.name, value.value);
    out.close_object().key("notes").open_array();
    for (const auto& note : pair.notes) out.text(note);
    out.close_array().close_object();
}

}  // namespace

std::string render_scores_json(const ScoreReport& report) {
    JsonOut out;
    out.open_object().member("metric", report.plugin.id);
    out.member("version", report.plugin.version).member("sha256", report.plugin.sha256);
    out.key("config").json(report.config_json);
    out.member("n", std::uint64_t{report.pairs.size()}).member("scored", report.scored());
    out.member("failed", report.failed()).key("figures").open_array();
    for (const auto& figure : report.figures) write_figure(out, figure);
    out.close_array().key("pairs").open_array();
    for (const auto& pair : report.pairs) write_pair(out, pair);
    out.close_array().close_object();
    return out.take() + '\n';
}

std::string render_scores_jsonl(const ScoreReport& report) {
    std::string lines;
    for (const auto& pair : report.pairs) {
        JsonOut out;
        write_pair(out, pair);
        lines += out.take() + '\n';
    }
    return lines;
}

std::string render_scores_csv(const ScoreReport& report) {
    const auto columns = columns_of(report);
    std::vector<std::string> row{"id", "scored"};
    row.insert(row.end(), columns.begin(), columns.end());
    row.emplace_back("notes");
    auto text = csv_line(row);
    for (const auto& pair : report.pairs) {
        row = {pair.id, pair.values.empty() ? "false" : "true"};
        const auto values = values_of(pair);
        for (const auto& column : columns) {
            const auto found =
                std::find_if(values.begin(), values.end(),
                             [&column](const auto& value) { return value.name == column; });
            row.push_back(found == values.end() ? "" : csv_number(found->value));
        }
        row.push_back(fmt::format("{}", fmt::join(pair.notes, "; ")));
        text += csv_line(row);
    }
    return text;
}

}  // namespace hexameter::detail
