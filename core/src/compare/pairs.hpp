// Which models of two runs stand side by side, and the values of each.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "hexameter/record.hpp"

namespace hexameter::detail {

struct ModelPair {
    std::string name;  // what both are called; "a vs b" when the labels differ
    std::string a;     // labels
    std::string b;
};

// Models by label, in the order of A; two single models are a pair whatever they are called.
[[nodiscard]] std::vector<ModelPair> pair_models(const RunRecord& a, const RunRecord& b);

// Labels of the models of a run that no model of the other run stands beside.
[[nodiscard]] std::vector<std::string> unpaired_models(const RunRecord& run,
                                                       const RunRecord& other);

// Values of one metric and label over the measured iterations of one model that succeeded.
struct MetricSample {
    Distribution distribution;          // of all values
    std::vector<double> per_iteration;  // mean of each iteration's: independent of each other
};

using MetricKey = std::pair<std::string, std::string>;  // id, label
using MetricSamples = std::map<MetricKey, MetricSample>;

// By the label of the model; in one reading of the run.
[[nodiscard]] std::map<std::string, MetricSamples> metric_samples(const RunRecord& run);

}  // namespace hexameter::detail
