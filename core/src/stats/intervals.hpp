// Where the true value of one sample's statistic lies. Values are independent of each other.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "hexameter/metric.hpp"

namespace hexameter::detail {

// 1 - alpha of every interval where nothing else is said.
inline constexpr double usual_confidence = 0.95;

// Of the mean, by Student's t with n - 1 degrees of freedom (Student 1908); `stddev` has n - 1 in
// its denominator. Absent below two values.
[[nodiscard]] std::optional<Interval> mean_interval(std::uint64_t n, double mean, double stddev,
                                                    double confidence = usual_confidence);

// Of a share, of which `hits` of n were seen (Wilson 1927). Absent without a value.
[[nodiscard]] std::optional<Interval> wilson_interval(std::uint64_t hits, std::uint64_t n,
                                                      double confidence = usual_confidence);

// Of the q-quantile: two of the sorted values themselves, chosen by the binomial distribution
// (Conover 1999, section 3.2). Exact whatever the distribution is, with at least `confidence`, so
// no resampling and no seed; constant time. Absent where the sample has no such values: below 6 for
// the median, below 36 for p90.
[[nodiscard]] std::optional<Interval> quantile_interval(std::span<const double> sorted, double q,
                                                        double confidence = usual_confidence);

}  // namespace hexameter::detail
