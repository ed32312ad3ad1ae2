// The metrics of a run, asked about one of its answers.
#pragma once

#include <vector>

#include "run/modality_gate.hpp"
#include "run/resolved_run.hpp"
#include "scoring/metric_call.hpp"

namespace hexameter::detail {

// What the metric says of them, asked about the job's sample.
[[nodiscard]] MetricAnswer ask_metric(const ResolvedMetric& metric, const RunSpec& spec,
                                      const Job& job, const std::vector<ScoredPart>& candidates,
                                      const std::vector<ScoredPart>& references);

// Asks all metrics of the run about an answer; their values and notes go behind those that the
// record has, and so do the ids of those that failed.
void score_answer(const ResolvedRun& run, const Job& job, const FinishResult& finished,
                  IterationRecord& record);

}  // namespace hexameter::detail
