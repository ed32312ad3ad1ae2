#include "store/codec.hpp"
#include "store/json_archive.hpp"
#include "store/spec_json.hpp"

namespace hexameter::detail {
namespace {

// The header with its spec as JSON text.
struct WrittenHeader {
    RunHeader header;
    std::string spec;
};

}  // namespace

static void describe(auto& archive, Is<PluginIdentity> auto& plugin) {
    archive("id", plugin.id);
    archive("kind", plugin.kind);
    archive("version", plugin.version);
    archive("file", plugin.file);
    archive("sha256", plugin.sha256);
}

static void describe(auto& archive, Is<MetricDefinition> auto& metric) {
    archive("id", metric.id);
    archive("unit", metric.unit);
    archive("help", metric.help);
    archive("source", metric.source);
    archive("origin", metric.origin);
    archive("direction", metric.direction);
    archive("aggregate", metric.aggregate);
}

static void describe(auto& archive, Is<Rescoring> auto& rescoring) {
    archive("at", rescoring.at);
    archive("metric", rescoring.metric);
    archive("version", rescoring.version);
    archive("sha256", rescoring.sha256);
    archive.json_text("config", rescoring.config_json);
    archive("replaced_version", rescoring.replaced_version);
    archive("modality_version", rescoring.modality_version);
    archive.json_text("modality_config", rescoring.modality_config_json);
}

static void describe(auto& archive, Is<WrittenHeader> auto& written) {
    auto& header = written.header;
    archive("id", header.id);
    archive("started_at", header.started_at);
    archive("engine_version", header.engine_version);
    archive.json_object("spec", written.spec);
    archive.json_text("host", header.host_json);
    archive("plugins", header.plugins);
    archive("metrics", header.metrics);
    archive("samples", header.samples);
    archive("dataset_sha256", header.dataset_sha256);
    archive("dataset_file_sha256", header.dataset_file_sha256);
    archive("rescored", header.rescored);
}

static void describe(auto& archive, Is<Resumed> auto& resumed) {
    archive("at", resumed.at);
    archive("engine_version", resumed.engine_version);
    archive.json_text("host", resumed.host_json);
    archive("max_cost", resumed.max_cost);
}

std::string encode_resumed(const Resumed& resumed) {
    return ArchiveOut::text_of(resumed);
}

Result<Resumed> decode_resumed(std::string_view bytes) {
    return ArchiveIn::record_of<Resumed>(bytes);
}

std::string encode_header(const RunHeader& header) {
    return ArchiveOut::text_of(WrittenHeader{header, spec_json(header.spec)});
}

Result<RunHeader> decode_header(std::string_view bytes) {
    auto written = ArchiveIn::record_of<WrittenHeader>(bytes);
    if (written.has_error()) return written.error();
    auto spec = spec_of_json(written.value().spec);
    if (spec.has_error()) return spec.error().at("spec");
    written.value().header.spec = std::move(spec.value());
    return std::move(written.value().header);
}

}  // namespace hexameter::detail
