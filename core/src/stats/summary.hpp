// From iterations to the summary of a run.
#pragma once

#include <vector>

#include "hexameter/record.hpp"

namespace hexameter::detail {

// Per model, in the order of the spec: counts, errors, distributions of every metric over measured
// iterations that succeeded, throughput. Warm-ups are counted and nothing else. With two models or
// more that ran in parallel also the figures of that (docs/metrics.md). An iteration ends with its
// last content, or with its transport when none came or it failed. Status, instrument and duration
// are left to the caller.
[[nodiscard]] RunSummary summarise_run(const RunHeader& header,
                                       const std::vector<IterationRecord>& iterations);

}  // namespace hexameter::detail
