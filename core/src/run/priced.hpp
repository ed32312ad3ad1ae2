// A run with prices: what of them can be wrong, and the metric that they give.
#pragma once

#include <optional>
#include <vector>

#include "hexameter/metric.hpp"
#include "hexameter/run_spec.hpp"
#include "hexameter/timeline.hpp"
#include "spec/token_prices.hpp"

namespace hexameter::detail {

// No prices beside a limit, or a model without a price, for which no limit could hold.
[[nodiscard]] std::vector<SpecFault> price_faults(const RunSpec& spec);

// The card of `cost`; nothing without prices.
[[nodiscard]] std::vector<MetricDefinition> cost_definition(const RunSpec& spec);

// What a request cost by the usage that its server told (Timeline::usage_raw). Absent where that
// does not say it: a count is missing or cannot be, or it counts no token of the prompt, or none of
// an answer that came.
[[nodiscard]] std::optional<double> cost_of_request(const Price& price, const Timeline& timeline);

}  // namespace hexameter::detail
