#include "compare/pairs.hpp"
#include "report/comparison_words.hpp"
#include "report/json_out.hpp"
#include "report/renderers.hpp"

namespace hexameter::detail {
namespace {

void write_side(JsonOut& out, const char* name, const Distribution& distribution) {
    out.key(name).open_object();
    write_distribution_members(out, distribution);
    out.close_object();
}

void write_row(JsonOut& out, const Comparison& row) {
    out.open_object().member("model", row.model).member("metric", row.metric);
    out.member("label", row.label).member("unit", row.unit);
    write_side(out, "a", row.a);
    write_side(out, "b", row.b);
    out.member("difference", row.difference).member("p_value", row.p_value);
    out.key("winner");
    if (row.winner == Comparison::Winner::none)
        out.null();
    else
        out.text(winner_word(row));
    out.member("verdict", row.verdict).close_object();
}

void write_run(JsonOut& out, const char* name, const RunRecord& run, const RunRecord& other) {
    out.key(name).open_object().member("id", run.header.id);
    out.member("name", run.header.spec.name).member("started_at", run.header.started_at);
    out.key("not_compared").open_array();
    for (const auto& model : unpaired_models(run, other)) out.text(model);
    out.close_array().close_object();
}

}  // namespace

std::string render_comparison_json(const ComparedRuns& runs) {
    JsonOut out;
    out.open_object();
    write_run(out, "a", runs.a, runs.b);
    write_run(out, "b", runs.b, runs.a);
    out.key("rows").open_array();
    for (const auto& row : runs.rows) write_row(out, row);
    out.close_array().close_object();
    return out.take() + '\n';
}

std::string render_comparison_jsonl(const ComparedRuns& runs) {
    std::string lines;
    for (const auto& row : runs.rows) {
        JsonOut out;
        write_row(out, row);
        lines += out.take() + '\n';
    }
    return lines;
}

}  // namespace hexameter::detail
