#include "spec/labels.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>

namespace hexameter::detail {
namespace {

std::string free_label(const ModelSpec& model, bool name_is_unique,
                       const std::set<std::string>& taken) {
    if (name_is_unique && taken.count(model.model) == 0) return model.model;
    const auto wider = fmt::format("{}/{}", model.provider, model.model);
    auto label = wider;
    for (int i = 2; taken.count(label) > 0; ++i) label = fmt::format("{} #{}", wider, i);
    return label;
}

}  // namespace

void assign_labels(std::vector<ModelSpec>& models) {
    std::set<std::string> taken;
    std::map<std::string, int> unlabelled;
    for (const auto& model : models) {
        if (model.label.empty())
            ++unlabelled[model.model];
        else
            taken.insert(model.label);
    }
    for (auto& model : models) {
        if (!model.label.empty()) continue;
        model.label = free_label(model, unlabelled[model.model] == 1, taken);
        taken.insert(model.label);
    }
}

std::optional<std::pair<std::size_t, std::size_t>> repeated_label(
    const std::vector<ModelSpec>& models) {
    std::map<std::string, std::size_t> first;
    for (std::size_t i = 0; i < models.size(); ++i) {
        if (models[i].label.empty()) continue;
        const auto [earlier, added] = first.emplace(models[i].label, i);
        if (!added) return std::pair{earlier->second, i};
    }
    return std::nullopt;
}

}  // namespace hexameter::detail
