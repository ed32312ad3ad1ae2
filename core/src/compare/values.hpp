// The values of each metric of a run, as a comparison takes them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "hexameter/record.hpp"

namespace hexameter::detail {

// Values of one metric and label over the measured iterations of one model that succeeded.
struct MetricSample {
    Distribution distribution;  // of all values
    // The mean of each iteration's, which are independent of each other; of a score in a run over
    // several samples the mean of each sample's.
    std::vector<double> values;
    std::vector<std::string> samples;  // of these values, in ascending order; empty: by iteration
};

using MetricKey = std::pair<std::string, std::string>;  // id, label
using MetricSamples = std::map<MetricKey, MetricSample>;

// By the label of the model; in one reading of the run.
[[nodiscard]] std::map<std::string, MetricSamples> metric_samples(const RunRecord& run);

// Values of the samples that both have: a[i] and b[i] are of one sample.
struct ValuePairs {
    std::vector<double> a;
    std::vector<double> b;
};

[[nodiscard]] ValuePairs pairs_of(const MetricSample& a, const MetricSample& b);

}  // namespace hexameter::detail
