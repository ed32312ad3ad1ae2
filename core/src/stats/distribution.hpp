// Summaries of numbers.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "hexameter/metric.hpp"

namespace hexameter::detail {

struct Percentile {
    int key;  // of Distribution::percentiles
    std::string_view name;
};

// Those that are given where the sample supports them.
inline constexpr std::array<Percentile, 4> percentiles{
    {{900, "p90"}, {950, "p95"}, {990, "p99"}, {999, "p99.9"}}};

// Mean, deviation, extremes, median and those of p90, p95, p99, p99.9 that the sample
// supports (samples_needed). Empty input gives n = 0. Values are finite.
[[nodiscard]] Distribution summarise(std::span<const double> values);

// The same of values that are sorted already; linear time.
[[nodiscard]] Distribution summarise_sorted(std::span<const double> sorted);

// Adds 95 % intervals of the mean (Student's t), the median and the percentiles that are there
// (order statistics), as far as the sample gives them. Of values that are independent of each
// other, such as one per iteration: gaps within one answer are not, and would feign narrow ones.
// `at_rank` gives the sorted values, from 0.
void add_intervals(Distribution& distribution, const std::function<double(std::uint64_t)>& at_rank);

// Quantile of sorted values by linear interpolation between closest ranks (Hyndman and Fan 1996,
// type 7). `q` in [0, 1]; `sorted` must not be empty.
[[nodiscard]] double quantile(std::span<const double> sorted, double q);

// Smallest n at which an upper bound of the q-quantile can be had from the largest value with 99 %
// confidence: q^n <= 0.01, so 44 for p90, 90 for p95, 459 for p99, 4603 for p99.9 (MLPerf LoadGen's
// early stopping with no value over the limit).
[[nodiscard]] std::uint64_t samples_needed(double q);

}  // namespace hexameter::detail
