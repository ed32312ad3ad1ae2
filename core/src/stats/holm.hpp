// Many tests at once.
#pragma once

#include <span>
#include <vector>

namespace hexameter::detail {

// p-values in the same order, corrected for their number: where nothing differs at all, the chance
// that any of them falls below alpha is at most alpha, however the tests depend on each other
// (Holm 1979, "A simple sequentially rejective multiple test procedure").
[[nodiscard]] std::vector<double> holm(std::span<const double> p_values);

}  // namespace hexameter::detail
