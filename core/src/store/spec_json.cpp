#include "store/spec_json.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <optional>
#include <vector>

#include "spec/source_text.hpp"

namespace hexameter::detail {
namespace {

std::string text_of(const rapidjson::Value& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

// The parameters of a run or a model, which has none afterwards.
std::optional<std::string> take_parameters(rapidjson::Value& owner) {
    if (!owner.IsObject() || !owner.HasMember("parameters") || !owner["parameters"].IsObject())
        return std::nullopt;
    auto text = text_of(owner["parameters"]);
    owner.RemoveMember("parameters");
    return text;
}

}  // namespace

std::string spec_json(const RunSpec& spec) {
    return to_json(spec);
}

Result<RunSpec> spec_of_json(const std::string& json) {
    constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag;
    rapidjson::Document kept;
    if (!nests_too_deep(json)) kept.Parse<flags>(json);
    if (!kept.IsObject()) return parse_run_spec(json, "kept run", "/");  // for its faults
    // Earlier builds took parameters that are refused today: they are given as they were kept.
    const auto of_run = take_parameters(kept);
    std::vector<std::optional<std::string>> of_models;
    if (kept.HasMember("models") && kept["models"].IsArray())
        for (auto& model : kept["models"].GetArray()) of_models.push_back(take_parameters(model));
    // A kept spec has absolute paths only: the folder is never used.
    auto spec = parse_run_spec(text_of(kept), "kept run", "/");
    if (spec.has_error()) return spec;
    if (of_run) spec.value().parameters_json = *of_run;
    for (std::size_t i = 0; i < of_models.size(); ++i)
        if (of_models[i]) spec.value().models[i].parameters_json = *of_models[i];
    return spec;
}

}  // namespace hexameter::detail
