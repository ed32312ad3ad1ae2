// A run with prices: what of them can be wrong, and the metric that they give.
#pragma once

#include <vector>

#include "hexameter/metric.hpp"
#include "hexameter/run_spec.hpp"

namespace hexameter::detail {

// No prices beside a limit, or a model without a price, for which no limit could hold.
[[nodiscard]] std::vector<SpecFault> price_faults(const RunSpec& spec);

// The card of `cost`; nothing without prices.
[[nodiscard]] std::vector<MetricDefinition> cost_definition(const RunSpec& spec);

}  // namespace hexameter::detail
