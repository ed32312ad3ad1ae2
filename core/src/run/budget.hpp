// What a run with max_cost may still spend. Thread: the loop's, so that the request after the one
// which passes the limit is not sent.
#pragma once

#include <string>

#include "run/job.hpp"
#include "run/resolved_run.hpp"
#include "run/resumption.hpp"
#include "spec/token_prices.hpp"

namespace hexameter::detail {

class Budget {
  public:
    // `before`: what a resumed run has spent counts. `run` must outlive it.
    Budget(const ResolvedRun& run, const Resumption* before);

    [[nodiscard]] bool is_limited() const { return run_.spec.max_cost.has_value(); }

    // Counts a job whose reply has ended; true, once, when with it the limit is passed.
    [[nodiscard]] bool spend(Job& job);

    // "its cost passed max_cost, 2.5 USD".
    [[nodiscard]] std::string why() const;

  private:
    const ResolvedRun& run_;
    const Prices prices_;
    double cost_ = 0;
};

}  // namespace hexameter::detail
