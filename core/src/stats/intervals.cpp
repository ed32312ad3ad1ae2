#include "stats/intervals.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace hexameter::detail {

std::optional<Interval> mean_interval(std::uint64_t n, double mean, double stddev,
                                      double confidence) {
    if (n < 2) return std::nullopt;
    const auto count = static_cast<double>(n);
    const double t =
        boost::math::quantile(boost::math::students_t(count - 1), (1 + confidence) / 2);
    const double half = t * stddev / std::sqrt(count);
    return Interval{mean - half, mean + half};
}

std::optional<Interval> wilson_interval(std::uint64_t hits, std::uint64_t n, double confidence) {
    if (n == 0) return std::nullopt;
    const auto count = static_cast<double>(n);
    const double share = static_cast<double>(hits) / count;
    const double z = boost::math::quantile(boost::math::normal(), (1 + confidence) / 2);
    const double weight = z * z / count;
    const double centre = (share + weight / 2) / (1 + weight);
    const double half =
        z / (1 + weight) * std::sqrt(share * (1 - share) / count + weight / (4 * count));
    return Interval{std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

std::optional<Interval> quantile_interval(std::span<const double> sorted, double q,
                                          double confidence) {
    if (sorted.empty() || q <= 0 || q >= 1) return std::nullopt;
    const auto n = static_cast<double>(sorted.size());
    // How many values lie below the quantile: the k-th is above it with probability P(below < k).
    const boost::math::binomial below(n, q);
    const double tail = (1 - confidence) / 2;
    if (boost::math::cdf(below, 0) > tail || boost::math::cdf(below, n - 1) < 1 - tail)
        return std::nullopt;
    // Boost rounds outwards: the greatest count with at most `tail` up to it, the smallest with at
    // most `tail` beyond it.
    const double few = boost::math::quantile(below, tail);
    const double many = boost::math::quantile(boost::math::complement(below, tail));
    if (many >= n) return std::nullopt;
    return Interval{sorted[static_cast<std::size_t>(few)], sorted[static_cast<std::size_t>(many)]};
}

}  // namespace hexameter::detail
