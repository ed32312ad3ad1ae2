// Values that come in groups which are not independent: answers to the same sample.
#pragma once

#include <span>
#include <string>

namespace hexameter::detail {

// Two formulas are in use; they differ where clusters are few.
enum class ClusterFlavour {
    inspect,   // residual sums of the clusters, times G / (G - 1) for G clusters (Inspect AI)
    lmms_eval  // s^2 / n with the covariances within clusters added (Miller 2024; lmms-eval)
};

// Standard error of the mean. `clusters` names that of each value, in the same order. 0 where there
// are fewer than two clusters.
[[nodiscard]] double clustered_error(std::span<const double> values,
                                     std::span<const std::string> clusters,
                                     ClusterFlavour flavour = ClusterFlavour::inspect);

}  // namespace hexameter::detail
