#include "pages.hpp"

#include <fmt/format.h>

#include "text.hpp"

namespace hexameter::simulate {
namespace {

constexpr std::string_view details =
    R"({"parent_model":"","format":"simulated","family":"simulated","families":["simulated"],)"
    R"("parameter_size":"0","quantization_level":"none"})";

template <class Item>
std::string join(const std::vector<simulator::ModelProfile>& models, Item item) {
    std::string joined;
    for (const simulator::ModelProfile& model : models) {
        joined += (joined.empty() ? "" : ",") + item(model);
    }
    return joined;
}

}  // namespace

std::string openai_models(const std::vector<simulator::ModelProfile>& models) {
    return fmt::format(
        R"({{"object":"list","data":[{}]}})",
        join(models, [](const simulator::ModelProfile& model) {
            return fmt::format(
                R"({{"id":"{}","object":"model","created":0,"owned_by":"hexameter"}})", model.name);
        }));
}

std::string ollama_tags(const std::vector<simulator::ModelProfile>& models) {
    return fmt::format(
        R"({{"models":[{}]}})", join(models, [](const simulator::ModelProfile& model) {
            return fmt::format(R"({{"name":"{0}","model":"{0}","modified_at":"{1}","size":0,)"
                               R"("digest":"","details":{2}}})",
                               model.name, "1970-01-01T00:00:00Z", details);
        }));
}

std::string ollama_show(const simulator::ModelProfile& model) {
    std::string description;
    append_escaped(description, model.description);
    return fmt::format(R"({{"license":"","modelfile":"","template":"","parameters":"",)"
                       R"("details":{},"model_info":{{"general.architecture":"simulated",)"
                       R"("general.description":"{}","general.parameter_count":0}},)"
                       R"("capabilities":["completion"{}]}})",
                       details, description, model.reasoning_share > 0 ? R"(,"thinking")" : "");
}

std::string ollama_version() {
    return R"({"version":")" HEXAMETER_VERSION R"(-simulated"})";
}

}  // namespace hexameter::simulate
