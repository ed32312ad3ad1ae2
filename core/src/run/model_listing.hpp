// Asks a provider which models it has.
#pragma once

#include <vector>

#include "hexameter/engine.hpp"
#include "run/resolved_run.hpp"

namespace hexameter::detail {

// Waits for the answer; limits are those of a short request. Thread: the control thread.
[[nodiscard]] Result<std::vector<ListedModel>> list_models(ResolvedModel& provider);

}  // namespace hexameter::detail
