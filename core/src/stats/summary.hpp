// From iterations to the summary of a run.
#pragma once

#include <vector>

#include "hexameter/record.hpp"

namespace hexameter::detail {

// Per model, in the order of the spec: counts, errors, distributions of every metric over measured
// iterations that succeeded, throughput. Warm-ups are counted and nothing else. With two models or
// more also the figures of running them in parallel (of a sequential run as well: the reader is
// told the order). An iteration ends with its last content, or with its transport when none came or
// it failed. Status and instrument are left to the caller.
[[nodiscard]] RunSummary summarise_run(const RunHeader& header,
                                       const std::vector<IterationRecord>& iterations);

}  // namespace hexameter::detail
