#include "base/words.hpp"
#include "report/assert_rows.hpp"
#include "report/json_out.hpp"
#include "report/renderers.hpp"
#include "report/run_words.hpp"
#include "report/superseded.hpp"

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

void write_rescored(JsonOut& out, const std::vector<Rescoring>& rescored) {
    const auto known = [](const std::string& text) {
        return text.empty() ? std::nullopt : std::optional(text);
    };
    out.key("rescored").open_array();
    for (const auto& one : rescored) {
        out.open_object().member("at", one.at).member("metric", one.metric);
        out.member("version", one.version).member("sha256", one.sha256);
        out.key("config").json(one.config_json);
        out.member_if("replaced_version", known(one.replaced_version));
        out.member_if("modality_version", known(one.modality_version));
        if (!one.modality_config_json.empty())
            out.key("modality_config").json(one.modality_config_json);
        out.close_object();
    }
    out.close_array();
}

void write_definitions(JsonOut& out, const RunHeader& header) {
    out.key("metrics").open_array();
    for (const auto& definition : header.metrics) {
        out.open_object().member("id", definition.id).member("unit", definition.unit);
        out.member("help", definition.help).member("source", definition.source);
        out.member("origin", definition.origin).member("version", version_of(header, definition));
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
    out.key("resumed").open_array();
    for (const auto& part : header.resumed)
        out.open_object()
            .member("at", part.at)
            .member("engine_version", part.engine_version)
            .member("max_cost", part.max_cost)
            .close_object();
    out.close_array().member("engine_version", header.engine_version);
    out.member("planned_iterations",
               header.samples > 0 ? std::optional(header.planned_iterations()) : std::nullopt);
    out.key("spec").json(is_known(header) ? to_json(header.spec) : "");
    out.member("dataset_sha256", header.dataset_sha256);
    out.member("dataset_file_sha256", header.dataset_file_sha256);
    out.key("host").json(header.host_json);
    write_plugins(out, header.plugins);
    write_definitions(out, header);
    write_rescored(out, header.rescored);
    out.key("summary");
    write_summary(out, run.summary);
    out.key("asserts");
    write_asserts(out, assert_outcomes(run));
    out.key("iterations").open_array();
    const auto superseded = superseded_attempts(run);
    for (const auto& iteration : run.iterations) {
        write_iteration(out, header.id, iteration, superseded.contains(iteration.seq));
        if (!to(out.take())) return;
    }
    out.close_array().key("damage").open_array();
    for (const auto& damage : run.damage) out.text(damage);
    out.close_array().close_object();
    to(out.take() + '\n');
}

void render_run_jsonl(const RunRecord& run, const TextSink& to) {
    const auto superseded = superseded_attempts(run);
    for (const auto& iteration : run.iterations) {
        JsonOut out;
        write_iteration(out, run.header.id, iteration, superseded.contains(iteration.seq));
        if (!to(out.take() + '\n')) return;
    }
}

}  // namespace hexameter::detail
