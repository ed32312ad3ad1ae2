// Are two samples from the same distribution?
#pragma once

#include <optional>
#include <span>

namespace hexameter::detail {

// Two-sided p-value of the Mann-Whitney U test: exact by counting when there are no ties and both
// samples have at most 20 values, else the normal approximation with tie and continuity correction
// (Mann and Whitney 1947). Absent when even the most extreme outcome could not reach `alpha`.
[[nodiscard]] std::optional<double> rank_test_p(std::span<const double> a,
                                                std::span<const double> b, double alpha = 0.05);

}  // namespace hexameter::detail
