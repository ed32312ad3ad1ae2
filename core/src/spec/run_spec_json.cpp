#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "hexameter/run_spec.hpp"

namespace hexameter {
namespace {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

void text(JsonWriter& writer, const char* name, const std::string& value) {
    writer.Key(name);
    writer.String(value);
}

void count(JsonWriter& writer, const char* name, std::uint64_t value) {
    writer.Key(name);
    writer.Uint64(value);
}

void json(JsonWriter& writer, const char* name, const std::string& value) {
    writer.Key(name);
    writer.RawValue(value.data(), value.size(), rapidjson::kObjectType);
}

void configured(JsonWriter& writer, const std::string& id, const std::string& config_json) {
    writer.StartObject();
    text(writer, "id", id);
    json(writer, "config", config_json);
    writer.EndObject();
}

void write_dataset(JsonWriter& writer, const DatasetSpec& dataset) {
    writer.Key("dataset");
    writer.StartObject();
    if (!dataset.file.empty()) text(writer, "file", dataset.file.string());
    if (!dataset.format.empty()) text(writer, "format", dataset.format);
    if (dataset.file.empty()) {
        writer.Key("samples");
        writer.StartArray();
        for (const auto& sample : dataset.inline_samples)
            writer.RawValue(sample.data(), sample.size(), rapidjson::kObjectType);
        writer.EndArray();
    }
    if (!dataset.fields.empty()) {
        writer.Key("fields");
        writer.StartObject();
        for (const auto& [member, source] : dataset.fields) text(writer, member.c_str(), source);
        writer.EndObject();
    }
    if (dataset.sample) count(writer, "sample", *dataset.sample);
    if (dataset.shuffle) {
        writer.Key("shuffle");
        writer.Bool(true);
    }
    if (dataset.limit) count(writer, "limit", *dataset.limit);
    writer.EndObject();
}

void write_seeds(JsonWriter& writer, const Seeds& seeds) {
    if (!seeds.sampling && !seeds.order) return;
    writer.Key("seeds");
    writer.StartObject();
    if (seeds.sampling) count(writer, "sampling", *seeds.sampling);
    if (seeds.order) count(writer, "order", *seeds.order);
    writer.EndObject();
}

void write_models(JsonWriter& writer, const std::vector<ModelSpec>& models) {
    writer.Key("models");
    writer.StartArray();
    for (const auto& model : models) {
        writer.StartObject();
        text(writer, "provider", model.provider);
        text(writer, "model", model.model);
        if (!model.label.empty()) text(writer, "label", model.label);
        json(writer, "config", model.config_json);
        json(writer, "parameters", model.parameters_json);
        if (model.connection != Connection{}) json(writer, "connection", to_json(model.connection));
        writer.EndObject();
    }
    writer.EndArray();
}

void write_limits(JsonWriter& writer, const Limits& limits) {
    writer.Key("limits");
    writer.StartObject();
    count(writer, "connect_ms", limits.connect_ms);
    count(writer, "stall_ms", limits.stall_ms);
    count(writer, "total_ms", limits.total_ms);
    count(writer, "retries", limits.retries);
    writer.EndObject();
}

}  // namespace

std::string to_json(const RunSpec& spec) {
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    text(writer, "name", spec.name);
    writer.Key("modality");
    configured(writer, spec.modality, spec.modality_config_json);
    write_dataset(writer, spec.dataset);
    write_models(writer, spec.models);
    writer.Key("metrics");
    writer.StartArray();
    for (const auto& metric : spec.metrics) configured(writer, metric.id, metric.config_json);
    writer.EndArray();
    json(writer, "parameters", spec.parameters_json);
    count(writer, "iterations", spec.iterations);
    count(writer, "warmup", spec.warmup);
    count(writer, "concurrency", spec.concurrency);
    text(writer, "order", spec.order == ModelOrder::parallel ? "parallel" : "sequential");
    writer.Key("stream");
    writer.Bool(spec.stream);
    count(writer, "seed", spec.seed);
    write_seeds(writer, spec.seeds);
    write_limits(writer, spec.limits);
    writer.Key("tags");
    writer.StartArray();
    for (const auto& tag : spec.tags) writer.String(tag);
    writer.EndArray();
    writer.Key("asserts");
    writer.StartArray();
    for (const auto& one : spec.asserts) writer.String(one);
    writer.EndArray();
    text(writer, "prompt_cache", spec.prompt_cache == PromptCache::bust ? "bust" : "allow");
    if (spec.prices_json != "{}") json(writer, "prices", spec.prices_json);
    if (spec.max_cost) {
        writer.Key("max_cost");
        writer.Double(*spec.max_cost);
    }
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace hexameter
