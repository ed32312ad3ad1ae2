// How many values does it take?
#pragma once

#include <cstdint>

namespace hexameter::detail {

// With which chance a difference that is there is to be shown, where nothing else is said.
inline constexpr double usual_power = 0.8;

// Sum of the normal quantiles of 1 - alpha / 2 and of the power: how many standard errors a
// difference has to measure.
[[nodiscard]] double errors_to_show(double alpha, double power = usual_power);

// Pairs that show a difference of `effect` between the means of two scores with deviation `sigma`
// that correlate with `rho` (Miller 2024, "Adding error bars to evals"; rho 0: two samples of that
// many each).
[[nodiscard]] std::uint64_t pairs_needed(double effect, double sigma, double rho,
                                         double alpha = 0.05, double power = usual_power);

}  // namespace hexameter::detail
