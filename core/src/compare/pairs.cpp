#include "compare/pairs.hpp"

#include <algorithm>
#include <cmath>

namespace hexameter::detail {
namespace {

std::vector<std::string> labels(const RunRecord& run) {
    std::vector<std::string> result;
    const auto add = [&result](const std::string& label) {
        if (std::find(result.begin(), result.end(), label) == result.end()) result.push_back(label);
    };
    for (const auto& model : run.header.spec.models)
        add(model.label.empty() ? model.model : model.label);
    for (const auto& iteration : run.iterations) add(iteration.model);
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

std::vector<std::string> unpaired_models(const RunRecord& run, const RunRecord& other) {
    std::vector<std::string> rest = labels(run);
    for (const auto& pair : pair_models(run, other)) std::erase(rest, pair.a);
    return rest;
}

std::map<MetricKey, MetricSample> metric_samples(const RunRecord& run, const std::string& model) {
    std::map<MetricKey, MetricSample> samples;
    for (const auto& iteration : run.iterations) {
        if (iteration.model != model || iteration.warmup) continue;
        if (iteration.status != IterationStatus::ok) continue;
        std::map<MetricKey, std::pair<double, double>> sums;  // of values, count
        for (const auto& value : iteration.values) {
            if (!std::isfinite(value.value)) continue;
            const MetricKey key(value.metric, value.label);
            samples[key].values.push_back(value.value);
            auto& [sum, count] = sums[key];
            sum += value.value;
            ++count;
        }
        for (const auto& [key, sum] : sums)
            samples[key].per_iteration.push_back(sum.first / sum.second);
    }
    return samples;
}

}  // namespace hexameter::detail
