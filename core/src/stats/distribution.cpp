#include "stats/distribution.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "stats/intervals.hpp"

namespace hexameter::detail {

double quantile(std::span<const double> sorted, double q) {
    assert(!sorted.empty());
    const double place = q * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(place));
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return std::lerp(sorted[below], sorted[above], place - std::floor(place));
}

std::uint64_t samples_needed(double q) {
    constexpr double doubt = 0.01;
    if (q <= 0) return 1;
    if (q >= 1) return std::numeric_limits<std::uint64_t>::max();
    return static_cast<std::uint64_t>(std::ceil(std::log(doubt) / std::log(q)));
}

Distribution summarise(std::span<const double> values) {
    std::vector<double> sorted(values.begin(), values.end());
    assert(std::all_of(sorted.begin(), sorted.end(), [](double v) { return std::isfinite(v); }));
    std::sort(sorted.begin(), sorted.end());
    return summarise_sorted(sorted);
}

void add_intervals(Distribution& distribution,
                   const std::function<double(std::uint64_t)>& at_rank) {
    const auto of_quantile = [&](double q) -> std::optional<Interval> {
        const auto places = quantile_interval_places(distribution.n, q);
        if (!places) return std::nullopt;
        return Interval{at_rank(places->low), at_rank(places->high)};
    };
    distribution.mean_interval =
        mean_interval(distribution.n, distribution.mean, distribution.stddev);
    distribution.median_interval = of_quantile(0.5);
    for (const auto& [key, value] : distribution.percentiles)
        if (const auto interval = of_quantile(key / 1000.0))
            distribution.percentile_intervals[key] = *interval;
}

Distribution summarise_sorted(std::span<const double> sorted) {
    Distribution result;
    if (sorted.empty()) return result;
    const auto n = static_cast<double>(sorted.size());
    result.n = sorted.size();
    result.min = sorted.front();
    result.max = sorted.back();
    result.median = quantile(sorted, 0.5);
    // Shifted by the median, sums of near values keep their digits; a constant sample has exactly
    // its own mean and no deviation.
    const double shift = result.median;
    const double sum = std::accumulate(sorted.begin(), sorted.end(), 0.0,
                                       [shift](double s, double v) { return s + (v - shift); });
    result.mean = std::clamp(shift + sum / n, result.min, result.max);
    if (sorted.size() > 1) {
        const double squares = std::accumulate(
            sorted.begin(), sorted.end(), 0.0,
            [mean = result.mean](double s, double v) { return s + (v - mean) * (v - mean); });
        result.stddev = std::sqrt(squares / (n - 1));
    }
    for (const auto& [key, name] : percentiles) {
        const double q = key / 1000.0;
        if (result.n >= samples_needed(q)) result.percentiles[key] = quantile(sorted, q);
    }
    return result;
}

}  // namespace hexameter::detail
