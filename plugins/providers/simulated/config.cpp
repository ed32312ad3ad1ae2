#include "config.hpp"

#include <limits>

#include "hexameter/simulator/definition.hpp"
#include "support/json/json.hpp"

namespace hexameter::simulated {
namespace {

namespace json = plugin_json;

void refuse(const std::string& wrong) {
    if (!wrong.empty()) {
        throw sdk::Error(sdk::Status::config, wrong);
    }
}

simulator::Overrides read_overrides(const json::Value& object, std::string_view of) {
    simulator::Overrides overrides;
    for (const auto& [key, value] : object.GetObject()) {
        const std::string_view name = json::text_of(key);
        std::string wrong;
        if (name == "seed" || name == "models" || name == "like") {
            continue;
        }
        if (value.IsNumber()) {
            wrong = overrides.set_number(name, value.GetDouble());
        } else if (value.IsBool()) {
            wrong = overrides.set_flag(name, value.GetBool());
        } else if (value.IsString()) {
            wrong = overrides.set_word(name, json::text_of(value));
        } else {
            wrong = std::string(name) + " has a value of a type that no parameter takes";
        }
        refuse(wrong.empty() ? wrong : std::string(of) + wrong);
    }
    return overrides;
}

std::uint32_t small(std::uint64_t number) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(number < most ? number : most);
}

}  // namespace

Config read_config(std::string_view text) {
    const json::Document document = json::parse_config(text);
    Config config;
    config.seed = json::uint_at(document, {"seed"}).value_or(config.seed);
    const simulator::Overrides for_all = read_overrides(document, "");
    for (const simulator::ModelProfile& model : simulator::built_in_models()) {
        config.models.push_back(apply(model, for_all));
    }
    const json::Value* models = json::find(document, {"models"});
    if (models == nullptr) {
        return config;
    }
    for (const auto& [key, value] : models->GetObject()) {
        const std::string name(json::text_of(key));
        const std::string_view like = json::string_at(value, {"like"}).value_or("");
        refuse(
            add_model(config.models, name, like, read_overrides(value, "models." + name + ": ")));
    }
    return config;
}

void read_parameters(std::string_view params_json, simulator::PlanRequest& to) {
    if (params_json.empty()) {
        return;
    }
    const json::Document params =
        json::parse(params_json, "the request's parameters", sdk::Status::bad_argument);
    if (const auto limit = json::uint_at(params, {"max_tokens"})) {
        if (*limit == 0) {
            throw sdk::Error(sdk::Status::bad_argument, "max_tokens must be above 0");
        }
        to.max_tokens = small(*limit);
    }
    to.text_seed = json::uint_at(params, {"seed"});
    const json::Value* stop = json::find(params, {"stop"});
    if (stop != nullptr && stop->IsString()) {
        to.stop.emplace_back(json::text_of(*stop));
    } else if (stop != nullptr && stop->IsArray()) {
        for (const json::Value& each : stop->GetArray()) {
            if (each.IsString()) {
                to.stop.emplace_back(json::text_of(each));
            }
        }
    }
}

}  // namespace hexameter::simulated
