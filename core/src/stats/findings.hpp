// What of a series asks for a second look before its mean is believed.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hexameter::detail {

// A sentence each for people, with the name of the metric: of one time of one model, a value per
// measured iteration in the order of sending:
// - warm-up: the first value, or the first twentieth (at least 5), lies apart from the rest;
// - drift: the values rise or fall over the run (Mann-Kendall) by 1 % or more, the warm-up aside;
// - outliers: values beyond Tukey's far-out fences, 3 interquartile ranges outside the quartiles
//   (Tukey 1977), where they are at least 10 % off the median.
// Tests are made at 0.001, as a run has dozens of series; shorter ones than 20 values have no
// findings. n log n. Values are finite; those with a median of 0 or below have none.
[[nodiscard]] std::vector<std::string> series_findings(std::string_view metric_name,
                                                       std::span<const double> in_order);

}  // namespace hexameter::detail
