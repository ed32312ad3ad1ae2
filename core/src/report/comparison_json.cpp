
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

// The members of a row, in an object that the caller opens and closes.
void write_row(JsonOut& out, const Comparison& row) {
    out.member("model", row.model).member("metric", row.metric);
    out.member("label", row.label).member("unit", row.unit);
    write_side(out, "a", row.a);
    write_side(out, "b", row.b);
    out.member("difference", row.difference).key("typical");
    if (row.typical) {
        out.open_object().member("estimate", row.typical->estimate);
        write_interval(out, "interval", row.typical->interval);
        out.member("by", to_string(row.typical->by)).close_object();
    } else {
        out.null();
    }
    out.member("a_greater", row.a_greater).member("effect", row.effect);
    out.member("test", test_word(row));
    out.member("tested_by", tested_by_word(row));
    out.member("tested_a", row.tested_a).member("tested_b", row.tested_b);
    out.member("p_value", row.p_value).member("p_corrected", row.p_corrected);
    out.member("margin", row.margin).member("detectable", row.detectable);
    out.member("iterations_needed", row.iterations_needed);
    out.member("outcome", to_string(row.outcome)).key("winner");
    if (row.winner == Comparison::Winner::none)
        out.null();
    else
        out.text(winner_word(row));
    out.member("verdict", row.verdict).member("advice", row.advice);
}

void write_fields(JsonOut& out, const char* name, const ComparedRuns& runs, bool known) {
    out.key(name).open_array();
    for (const auto& one : runs.differences)
        if (one.known == known) out.text(one.field);
    out.close_array();
}

void write_run(JsonOut& out, const char* name, const RunRecord& run, const RunRecord& other) {
    out.key(name).open_object().member("id", run.header.id);
    out.member("name", run.header.spec.name).member("started_at", run.header.started_at);
    out.key("not_compared").open_array();
    for (const auto& model : unpaired_models(run, other)) out.text(model);
    out.close_array().key("damage").open_array();
    for (const auto& damage : run.damage) out.text(damage);
    out.close_array().close_object();
}

}  // namespace

std::string render_comparison_json(const ComparedRuns& runs) {
    JsonOut out;
    out.open_object();
    write_run(out, "a", runs.a, runs.b);
    write_run(out, "b", runs.b, runs.a);
    out.key("pairs").open_array();
    for (const auto& pair : pair_models(runs.a, runs.b)) {
        out.open_object().member("model", pair.name).member("a", pair.a).member("b", pair.b);
        out.member("by", pair.a == pair.b ? "label" : "only_model").close_object();
    }
    out.close_array().key("differences").open_array();
    for (const auto& one : runs.differences) {
        out.open_object().member("field", one.field).member("a", one.a).member("b", one.b);
        out.member("known", one.known).close_object();
    }
    out.close_array();
    out.key("rows").open_array();
    for (const auto& row : runs.rows) {
        out.open_object();
        write_row(out, row);
        out.close_object();
    }
    out.close_array().close_object();
    return out.take() + '\n';
}

std::string render_comparison_jsonl(const ComparedRuns& runs) {
    std::string lines;
    for (const auto& row : runs.rows) {
        JsonOut out;
        out.open_object();
        write_row(out, row);
        write_fields(out, "runs_differ_in", runs, true);
        write_fields(out, "runs_may_differ_in", runs, false);
        out.close_object();
        lines += out.take() + '\n';
    }
    return lines;
}

}  // namespace hexameter::detail
