#include "base/words.hpp"
#include "report/assert_rows.hpp"
#include "report/json_out.hpp"
#include "report/renderers.hpp"
#include "report/run_words.hpp"

namespace hexameter::detail {
namespace {

void write_plugins(JsonOut& out, const std::vector<PluginIdentity>& plugins) {
    out.key("plugins").open_array();
    for (const auto& plugin : plugins) {
        out.open_object().member("id", plugin.id).member("kind", plugin.kind);
        out.member("version", plugin.version).member("file", plugin.file);
        out.member("sha256", plugin.sha256).close_object();
    }
    out.close_array();
}

void write_definitions(JsonOut& out, const std::vector<MetricDefinition>& definitions) {
    out.key("metrics").open_array();
    for (const auto& definition : definitions) {
        out.open_object().member("id", definition.id).member("unit", definition.unit);
        out.member("help", definition.help).member("source", definition.source);
        out.member("origin", definition.origin);
        out.member("direction", to_string(definition.direction));
        out.member("aggregate", to_string(definition.aggregate)).close_object();
    }
    out.close_array();
}

}  // namespace

void render_run_json(const RunRecord& run, const TextSink& to) {
    const RunHeader& header = run.header;
    JsonOut out;
    out.open_object().member("id", header.id).member("started_at", header.started_at);
    out.key("resumed_at").open_array();
    for (const auto& at : header.resumed_at) out.text(at);
    out.close_array().member("engine_version", header.engine_version);
    out.member("planned_iterations",
               header.samples > 0 ? std::optional(header.planned_iterations()) : std::nullopt);
    out.key("spec").json(is_known(header) ? to_json(header.spec) : "");
    out.key("host").json(header.host_json);
    write_plugins(out, header.plugins);
    write_definitions(out, header.metrics);
    out.key("summary");
    write_summary(out, run.summary);
    out.key("asserts");
    write_asserts(out, assert_outcomes(run));
    out.key("iterations").open_array();
    for (const auto& iteration : run.iterations) {
        write_iteration(out, header.id, iteration);
        if (!to(out.take())) return;
    }
    out.close_array().key("damage").open_array();
    for (const auto& damage : run.damage) out.text(damage);
    out.close_array().close_object();
    to(out.take() + '\n');
}

void render_run_jsonl(const RunRecord& run, const TextSink& to) {
    for (const auto& iteration : run.iterations) {
        JsonOut out;
        write_iteration(out, run.header.id, iteration);
        if (!to(out.take() + '\n')) return;
    }
}

}  // namespace hexameter::detail
