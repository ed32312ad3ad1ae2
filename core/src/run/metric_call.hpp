// One question to a metric plugin.
#pragma once

#include <string>
#include <vector>

#include "run/resolved_run.hpp"
#include "run/scored_part.hpp"

namespace hexameter::detail {

struct MetricAnswer {
    Status status;
    MetricValues values;  // none: it cannot be told
    std::vector<std::string> faults;
};

// What the metric says of the job's sample with these candidates and references. Thread: that of
// the metric's other calls.
[[nodiscard]] MetricAnswer ask_metric(const ResolvedMetric& metric, const RunSpec& spec,
                                      const Job& job, const std::vector<ScoredPart>& candidates,
                                      const std::vector<ScoredPart>& references);

}  // namespace hexameter::detail
