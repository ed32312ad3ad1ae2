// Runs a resolved spec from the first request to the last record.
#pragma once

#include <vector>

#include "hexameter/engine.hpp"
#include "hexameter/record.hpp"
#include "run/event_bus.hpp"
#include "run/resolved_run.hpp"
#include "run/resumption.hpp"
#include "store/run_writer.hpp"

namespace hexameter::detail {

// Returns when everything is over and kept. `before`: what is there already of a run that is taken
// up again, else null. Thread: the control thread.
[[nodiscard]] RunRecord execute(ResolvedRun& run, RunHeader header, RunWriter& writer,
                                EventBus& bus, RunControl& control,
                                const Resumption* before = nullptr);

}  // namespace hexameter::detail
