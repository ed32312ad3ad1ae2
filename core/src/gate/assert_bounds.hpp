// Bounds that make an assert say nothing.
#pragma once

#include <string>

#include "hexameter/asserts.hpp"

namespace hexameter::detail {

// Why no run could meet it, or none miss it, whatever was measured; "" where it depends on that.
// `metric` is null for a figure; the number has a unit that fits. Of a metric of a plugin nobody
// knows what it may be: only of its n and its stddev something is told. A bound that is just as
// far as values go is sound where it can be met: `error_rate<=100%` allows for all failures.
[[nodiscard]] std::string bound_fault(const Assert& one, const MetricDefinition* metric);

}  // namespace hexameter::detail
