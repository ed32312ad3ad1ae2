#include "stats/clusters.hpp"

#include <algorithm>
#include <cmath>

namespace hexameter::detail {
namespace {

double quantile_of_t(double freedom) {
    return interval_around(0, 1, freedom).high;
}

}  // namespace

void Clusters::Moments::add(const Sums& sums) {
    ++clusters;
    squares += sums.weighted * sums.weighted;
    products += sums.weighted * sums.weight;
    weights += sums.weight * sums.weight;
}

void Clusters::add(const std::string& cluster, double value, double weight) {
    if (all_.weight == 0) base_ = value;
    shares_ = shares_ && weight == 1 && (value == 0 || value == 1);
    const auto count = [&](Sums& sums) {
        sums.weighted += weight * (value - base_);
        sums.weight += weight;
    };
    count(all_);
    if (scattered_) return count(kept_[cluster]);
    if (!last_ || open_ != cluster) {
        if (last_) whole_.add(*last_);
        last_ = Sums{};
        open_ = cluster;
    }
    count(*last_);
}

double Clusters::mean() const {
    return all_.weight > 0 ? base_ + all_.weighted / all_.weight : 0;
}

Clusters::Moments Clusters::moments() const {
    Moments moments = whole_;
    for (const auto& [name, sums] : kept_) moments.add(sums);
    if (last_) moments.add(*last_);
    return moments;
}

double Clusters::error() const {
    const auto moments = this->moments();
    if (moments.clusters < 2 || all_.weight <= 0) return 0;
    // The residual sum of a cluster is its weighted sum less its weight times the mean.
    const double mean = all_.weighted / all_.weight;
    const double residuals =
        moments.squares - 2 * mean * moments.products + mean * mean * moments.weights;
    const auto groups = static_cast<double>(moments.clusters);
    return std::sqrt(std::max(0.0, residuals) * groups / (groups - 1)) / all_.weight;
}

std::optional<Interval> Clusters::interval() const {
    const auto groups = static_cast<double>(moments().clusters);
    if (groups < 2 || all_.weight <= 0) return std::nullopt;
    if (!shares_) return interval_around(mean(), error(), groups - 1);
    const double share = mean();
    const double error = this->error();
    // Of shares that are all alike nothing is known of the spread: each cluster is one value.
    if (error <= 0) return wilson_interval(share, groups);
    const double values = all_.weight;
    const double worth = quantile_of_t(values - 1) / quantile_of_t(groups - 1);
    return wilson_interval(share,
                           std::min(values, share * (1 - share) / (error * error) * worth * worth));
}

}  // namespace hexameter::detail
