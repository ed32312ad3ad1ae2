#include "stats/clusters.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <string_view>
#include <unordered_map>

namespace hexameter::detail {

double clustered_error(std::span<const double> values, std::span<const std::string> clusters,
                       ClusterFlavour flavour) {
    assert(values.size() == clusters.size());
    if (values.empty()) return 0;
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    std::unordered_map<std::string_view, double> sums;  // of the residuals
    double squares = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sums[clusters[i]] += values[i] - mean;
        squares += (values[i] - mean) * (values[i] - mean);
    }
    if (sums.size() < 2) return 0;
    const double of_clusters = std::accumulate(
        sums.begin(), sums.end(), 0.0,
        [](double sum, const auto& cluster) { return sum + cluster.second * cluster.second; });
    const auto groups = static_cast<double>(sums.size());
    if (flavour == ClusterFlavour::inspect)
        return std::sqrt(of_clusters * groups / (groups - 1)) / n;
    const double within = of_clusters - squares;  // products of different values of one cluster
    return std::sqrt(std::max(0.0, squares / (n - 1) / n + within / (n * n)));
}

}  // namespace hexameter::detail
