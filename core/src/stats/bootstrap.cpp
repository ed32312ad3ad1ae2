// 1. The bounds are quantiles of the resampled statistic, taken at shares that are moved by the
//    median bias z0 and by the acceleration a of a jackknife.
// 2. Draws are made of the generator's bits alone; std::uniform_int_distribution differs from one
//    library to the next.
#include "stats/bootstrap.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "stats/distribution.hpp"
#include "stats/draw.hpp"

namespace hexameter::detail {
namespace {

std::vector<double> resampled(std::span<const double> values, const Statistic& statistic,
                              const BootstrapOptions& options) {
    Draw draw(options.seed);
    std::vector<double> sample(values.size());
    std::vector<double> results(options.resamples);
    for (double& result : results) {
        for (double& value : sample) value = values[draw.below(values.size())];
        result = statistic(sample);
    }
    std::sort(results.begin(), results.end());
    return results;
}

// Sum of cubes over the sum of squares to 3/2, of what each left out value changes.
double acceleration(std::span<const double> values, const Statistic& statistic) {
    std::vector<double> rest(values.begin() + 1, values.end());
    std::vector<double> without(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        without[i] = statistic(rest);
        if (i < rest.size()) rest[i] = values[i];
    }
    const double mean =
        std::accumulate(without.begin(), without.end(), 0.0) / static_cast<double>(without.size());
    double squares = 0;
    double cubes = 0;
    for (const double value : without) {
        const double d = mean - value;
        squares += d * d;
        cubes += d * d * d;
    }
    return squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
}

}  // namespace

std::optional<Interval> bootstrap_interval(std::span<const double> values,
                                           const Statistic& statistic,
                                           const BootstrapOptions& options) {
    if (values.size() < 2 || options.resamples < 2) return std::nullopt;
    const std::vector<double> results = resampled(values, statistic, options);
    if (results.front() == results.back()) return std::nullopt;
    const double seen = statistic(values);
    const auto below = std::lower_bound(results.begin(), results.end(), seen);
    const auto above = std::upper_bound(below, results.end(), seen);
    // Half of those that equal it, and never none or all.
    const auto count = static_cast<double>(results.size());
    const double share = std::clamp(
        (static_cast<double>(below - results.begin()) + static_cast<double>(above - below) / 2) /
            count,
        0.5 / count, 1 - 0.5 / count);
    const boost::math::normal normal;
    const double bias = boost::math::quantile(normal, share);
    const double a = acceleration(values, statistic);
    if (!std::isfinite(a)) return std::nullopt;
    const auto bound = [&](double p) {
        const double z = bias + boost::math::quantile(normal, p);
        return quantile(results, boost::math::cdf(normal, bias + z / (1 - a * z)));
    };
    const double tail = (1 - options.confidence) / 2;
    return Interval{bound(tail), bound(1 - tail)};
}

}  // namespace hexameter::detail
