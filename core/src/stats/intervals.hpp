// Where the true value of one sample's statistic lies. Values are independent of each other.
#pragma once

#include <cstdint>
#include <optional>

#include "hexameter/metric.hpp"

namespace hexameter::detail {

// 1 - alpha of every interval where nothing else is said.
inline constexpr double usual_confidence = 0.95;

// Of an estimate with that standard error, by Student's t (Student 1908).
[[nodiscard]] Interval interval_around(double estimate, double error, double freedom,
                                       double confidence = usual_confidence);

// Of the mean, by Student's t with n - 1 degrees of freedom; `stddev` has n - 1 in its
// denominator. Absent below two values.
[[nodiscard]] std::optional<Interval> mean_interval(std::uint64_t n, double mean, double stddev,
                                                    double confidence = usual_confidence);

// Of a share that was seen in n values (Wilson 1927). Of values that are not independent n is that
// of independent ones with the same standard error. Absent without a value.
[[nodiscard]] std::optional<Interval> wilson_interval(double share, double n,
                                                      double confidence = usual_confidence);

// Places in the sorted values, from 0.
struct Places {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
};

// Of the q-quantile: two of the n sorted values themselves, chosen by the binomial distribution
// (Conover 1999, section 3.2). Exact whatever the distribution is, with at least `confidence`, so
// no resampling and no seed; constant time. Absent where the sample has no such values: below 6 for
// the median, below 36 for p90.
[[nodiscard]] std::optional<Places> quantile_interval_places(std::uint64_t n, double q,
                                                             double confidence = usual_confidence);

}  // namespace hexameter::detail
