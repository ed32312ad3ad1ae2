// A metric plugin outside of a run.
#pragma once

#include "hexameter/run_spec.hpp"
#include "hexameter/scoring.hpp"
#include "plugin/registry.hpp"

namespace hexameter::detail {

// Created and started. Thread: the control thread.
[[nodiscard]] Result<MetricScorer> open_metric(Registry& registry, const MetricSpec& spec);

}  // namespace hexameter::detail
