// How many values does it take?
#pragma once

namespace hexameter::detail {

// With which chance a difference that is there is to be shown, where nothing else is said.
inline constexpr double usual_power = 0.8;

// Sum of the normal quantiles of 1 - alpha / 2 and of the power: how many standard errors a
// difference has to measure.
[[nodiscard]] double errors_to_show(double alpha, double power = usual_power);

}  // namespace hexameter::detail
