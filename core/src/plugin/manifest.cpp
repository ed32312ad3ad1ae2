#include "plugin/manifest.hpp"

#include <fmt/core.h>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "base/words.hpp"
#include "spec/schema_node.hpp"
#include "spec/source_text.hpp"

namespace hexameter::detail {
namespace {

std::uint32_t number_of(const rapidjson::Value& object, const char* name) {
    const auto member = object.FindMember(name);
    return member != object.MemberEnd() && member->value.IsUint() ? member->value.GetUint() : 0;
}

std::string json_of(const rapidjson::Value& object, const char* name) {
    const auto member = object.FindMember(name);
    if (member == object.MemberEnd() || !member->value.IsObject()) return {};
    rapidjson::StringBuffer out;
    rapidjson::Writer<rapidjson::StringBuffer> writer(out);
    member->value.Accept(writer);
    return {out.GetString(), out.GetSize()};
}

std::vector<std::string> words_of(const rapidjson::Value& object, const char* name) {
    std::vector<std::string> words;
    const auto member = object.FindMember(name);
    if (member == object.MemberEnd() || !member->value.IsArray()) return words;
    for (const auto& word : member->value.GetArray())
        if (word.IsString()) words.emplace_back(word.GetString(), word.GetStringLength());
    return words;
}

Result<MetricDefinition> metric_of(const rapidjson::Value& json, const std::string& origin) {
    MetricDefinition metric;
    if (json.IsObject()) metric.id = text_of(json, "id");
    if (metric.id.empty()) return Error(ErrorCode::plugin, "a metric has no \"id\"");
    metric.unit = text_of(json, "unit");
    metric.help = text_of(json, "help");
    metric.source = text_of(json, "source");
    metric.origin = origin;
    metric.direction = direction_from(text_of(json, "direction")).value_or(Direction::info);
    metric.aggregate = aggregate_from(text_of(json, "aggregate")).value_or(Aggregate::mean);
    return metric;
}

Result<PluginInfo> plugin_of(const rapidjson::Value& json) {
    PluginInfo info;
    if (json.IsObject()) info.id = text_of(json, "id");
    if (info.id.empty()) return Error(ErrorCode::plugin, "a plugin has no \"id\"");
    const auto kind = plugin_kind_from(text_of(json, "kind"));
    if (!kind)
        return Error(
            ErrorCode::plugin,
            fmt::format("\"kind\" is \"{}\"; known are provider, modality, metric, decoder",
                        text_of(json, "kind")),
            info.id);
    info.kind = *kind;
    info.name = text_of(json, "name");
    info.version = text_of(json, "version");
    info.license = text_of(json, "license");
    info.config_schema_json = json_of(json, "config_schema");
    info.sample_schema_json = json_of(json, "sample_schema");
    info.accepts = text_of(json, "accepts");
    info.produces = text_of(json, "produces");
    info.aliases = words_of(json, "aliases");
    const auto flags = words_of(json, "flags");
    info.concurrent = std::find(flags.begin(), flags.end(), "concurrent") != flags.end();
    const auto metrics = json.FindMember("metrics");
    if (metrics == json.MemberEnd() || !metrics->value.IsArray()) return info;
    for (const auto& entry : metrics->value.GetArray()) {
        auto metric = metric_of(entry, info.id);
        if (!metric) return metric.error().at(info.id);
        info.metrics.push_back(std::move(metric.value()));
    }
    return info;
}

}  // namespace

Result<Manifest> parse_manifest(const std::string& json) {
    if (nests_too_deep(json))
        return Error(ErrorCode::plugin,
                     fmt::format("its manifest nests deeper than {} levels", deepest_nest));
    rapidjson::Document document;
    document.Parse(json);
    if (document.HasParseError())
        return Error(ErrorCode::plugin,
                     fmt::format("its manifest is no JSON: {} at byte {}",
                                 rapidjson::GetParseError_En(document.GetParseError()),
                                 document.GetErrorOffset()));
    Manifest manifest;
    const bool whole = document.IsObject() && document.HasMember("abi") &&
                       document["abi"].IsObject() && document.HasMember("plugins") &&
                       document["plugins"].IsArray();
    if (!whole) return Error(ErrorCode::plugin, "its manifest lacks \"abi\" or \"plugins\"");
    manifest.abi_major = number_of(document["abi"], "major");
    manifest.abi_minor_built = number_of(document["abi"], "minor_built");
    manifest.abi_minor_needed = number_of(document["abi"], "minor_needed");
    for (const auto& entry : document["plugins"].GetArray()) {
        auto plugin = plugin_of(entry);
        if (!plugin) return plugin.error().at("manifest");
        manifest.plugins.push_back(std::move(plugin.value()));
    }
    return manifest;
}

}  // namespace hexameter::detail
