#include "run/budget.hpp"

#include <fmt/core.h>

#include "run/priced.hpp"

namespace hexameter::detail {

Budget::Budget(const ResolvedRun& run, const Resumption* before)
    : run_(run), prices_(Prices::parse(run.spec.prices_json)) {
    if (before == nullptr || !is_limited()) return;
    for (const auto& record : before->iterations.with(IterationPart::head))
        for (const auto& value : record.values)
            if (value.metric == cost_metric) cost_ += value.value;
}

bool Budget::spend(Job& job) {
    const auto& most = run_.spec.max_cost;
    const auto* price = prices_.find(run_.models[job.lane].spec.model);
    if (!most || price == nullptr) return false;
    const auto cost = cost_of_request(*price, job.recorder.timeline());
    const bool within = cost_ <= *most;
    cost_ += cost.value_or(0);
    return within && cost_ > *most;
}

std::string Budget::why() const {
    return fmt::format("its cost passed max_cost, {:g} {}", run_.spec.max_cost.value_or(0),
                       prices_.currency());
}

}  // namespace hexameter::detail
