// One question to a metric plugin.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "run/modality_gate.hpp"
#include "run/resolved_run.hpp"
#include "run/scored_part.hpp"

namespace hexameter::detail {

struct MetricAnswer {
    Status status;
    MetricValues values;              // none: it cannot be told
    std::vector<std::string> faults;  // what it tried in vain, then what it remarks
    bool refused = false;             // it tried something in vain
};

// What the metric says of these candidates and references. `seed` is that of the random numbers
// that it may ask for; `op` is no other's that is under way. Thread: that of the metric's other
// calls.
[[nodiscard]] MetricAnswer ask_metric(const Instance& metric, const hxm_metric& table, hxm_op op,
                                      std::uint64_t seed, std::string_view sample_json,
                                      const std::vector<ScoredPart>& candidates,
                                      const std::vector<ScoredPart>& references);

// The same of the job's sample.
[[nodiscard]] MetricAnswer ask_metric(const ResolvedMetric& metric, const RunSpec& spec,
                                      const Job& job, const std::vector<ScoredPart>& candidates,
                                      const std::vector<ScoredPart>& references);

// Asks all metrics of the run about an answer; their values and notes go behind those that the
// record has. False: one of them gave an error, or a value that is none.
[[nodiscard]] bool score_answer(const ResolvedRun& run, const Job& job,
                                const FinishResult& finished, IterationRecord& record);

}  // namespace hexameter::detail
