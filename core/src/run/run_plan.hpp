// What a resolved run would do.
#pragma once

#include <functional>

#include "base/clock.hpp"
#include "hexameter/plan.hpp"
#include "run/resolved_run.hpp"
#include "run/resumption.hpp"

namespace hexameter::detail {

// `before`: what is there already of a run that is taken up again, else null. Nothing is sent; the
// modality prepares samples until rehearsal_budget is over. Thread: the control thread.
[[nodiscard]] RunPlan plan_of(ResolvedRun& run, const Resumption* before,
                              const std::function<Instant()>& clock = now);

// The lowest that the run can cost by the estimate, where it has prices.
[[nodiscard]] Status check_cost(const RunPlan& plan);

}  // namespace hexameter::detail
