// Definitions that this program needs while the library lacks them: a spec as JSON with the fields
// that the store itself looks at, and a summary that counts.
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "hexameter/run_spec.hpp"
#include "stats/summary.hpp"

namespace hexameter {

std::string to_json(const RunSpec& spec) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    writer.StartObject();
    writer.Key("name");
    writer.String(spec.name);
    writer.Key("modality");
    writer.String(spec.modality);
    writer.Key("models");
    writer.StartArray();
    for (const auto& model : spec.models) {
        writer.StartObject();
        writer.Key("provider");
        writer.String(model.provider);
        writer.Key("model");
        writer.String(model.model);
        writer.Key("label");
        writer.String(model.label);
        writer.EndObject();
    }
    writer.EndArray();
    writer.Key("tags");
    writer.StartArray();
    for (const auto& tag : spec.tags) writer.String(tag);
    writer.EndArray();
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

Result<RunSpec> parse_run_spec(const std::string& text, const std::string& /*name*/,
                               const std::filesystem::path& /*folder*/) {
    rapidjson::Document document;
    document.Parse(text);
    if (document.HasParseError() || !document.IsObject())
        return Error(ErrorCode::config, "not JSON");
    RunSpec spec;
    spec.name = document["name"].GetString();
    spec.modality = document["modality"].GetString();
    for (const auto& entry : document["models"].GetArray()) {
        auto& model = spec.models.emplace_back();
        model.provider = entry["provider"].GetString();
        model.model = entry["model"].GetString();
        model.label = entry["label"].GetString();
    }
    for (const auto& tag : document["tags"].GetArray()) spec.tags.emplace_back(tag.GetString());
    return spec;
}

namespace detail {

RunSummary summarise_run(const RunHeader& header, const std::vector<IterationRecord>& iterations) {
    RunSummary summary;
    for (const auto& spec : header.spec.models) {
        auto& model = summary.models.emplace_back();
        model.model = spec.label;
        for (const auto& iteration : iterations)
            if (iteration.model == spec.label && !iteration.warmup &&
                iteration.status == IterationStatus::ok)
                ++model.ok;
    }
    return summary;
}

}  // namespace detail
}  // namespace hexameter
