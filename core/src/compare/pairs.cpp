#include "compare/pairs.hpp"

#include <algorithm>

#include "hexameter/compare.hpp"

namespace hexameter {
namespace detail {
namespace {

std::vector<std::string> labels(const RunRecord& run) {
    std::vector<std::string> result;
    const auto add = [&result](const std::string& label) {
        if (std::find(result.begin(), result.end(), label) == result.end()) result.push_back(label);
    };
    for (const auto& model : run.header.spec.models)
        add(model.label.empty() ? model.model : model.label);
    for (const auto& model : run.summary.models) add(model.model);
    return result;
}

}  // namespace

std::vector<ModelPair> pair_models(const RunRecord& a, const RunRecord& b) {
    const auto of_a = labels(a);
    const auto of_b = labels(b);
    if (of_a.size() == 1 && of_b.size() == 1 && of_a.front() != of_b.front())
        return {{of_a.front() + " vs " + of_b.front(), of_a.front(), of_b.front()}};
    std::vector<ModelPair> pairs;
    for (const auto& label : of_a)
        if (std::find(of_b.begin(), of_b.end(), label) != of_b.end())
            pairs.push_back({label, label, label});
    return pairs;
}

}  // namespace detail

std::vector<std::string> unpaired_models(const RunRecord& run, const RunRecord& other) {
    auto rest = detail::labels(run);
    for (const auto& pair : detail::pair_models(run, other)) std::erase(rest, pair.a);
    return rest;
}

}  // namespace hexameter
