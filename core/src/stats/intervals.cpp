#include "stats/intervals.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace hexameter::detail {

Interval interval_around(double estimate, double error, double freedom, double confidence) {
    const double t = boost::math::quantile(boost::math::students_t(freedom), (1 + confidence) / 2);
    return {estimate - t * error, estimate + t * error};
}

std::optional<Interval> mean_interval(std::uint64_t n, double mean, double stddev,
                                      double confidence) {
    if (n < 2) return std::nullopt;
    const auto count = static_cast<double>(n);
    return interval_around(mean, stddev / std::sqrt(count), count - 1, confidence);
}

std::optional<Interval> wilson_interval(double share, double n, double confidence) {
    if (n <= 0) return std::nullopt;
    const double z = boost::math::quantile(boost::math::normal(), (1 + confidence) / 2);
    const double weight = z * z / n;
    const double centre = (share + weight / 2) / (1 + weight);
    const double half = z / (1 + weight) * std::sqrt(share * (1 - share) / n + weight / (4 * n));
    return Interval{std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

std::optional<Places> quantile_interval_places(std::uint64_t n, double q, double confidence) {
    if (n == 0 || q <= 0 || q >= 1) return std::nullopt;
    const auto count = static_cast<double>(n);
    // How many values lie below the quantile: the k-th is above it with probability P(below < k).
    const boost::math::binomial below(count, q);
    const double tail = (1 - confidence) / 2;
    if (boost::math::cdf(below, 0) > tail || boost::math::cdf(below, count - 1) < 1 - tail)
        return std::nullopt;
    // Boost rounds outwards: the greatest count with at most `tail` up to it, the smallest with at
    // most `tail` beyond it.
    const double few = boost::math::quantile(below, tail);
    const double many = boost::math::quantile(boost::math::complement(below, tail));
    if (many >= count) return std::nullopt;
    return Places{static_cast<std::uint64_t>(few), static_cast<std::uint64_t>(many)};
}

}  // namespace hexameter::detail
