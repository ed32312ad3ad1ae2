// Runs a resolved spec from the first request to the last record.
#pragma once

#include <vector>

#include "hexameter/engine.hpp"
#include "hexameter/record.hpp"
#include "run/event_bus.hpp"
#include "run/resolved_run.hpp"
#include "store/run_writer.hpp"

namespace hexameter::detail {

// Returns when everything is over and kept. Thread: the control thread.
[[nodiscard]] RunRecord execute(ResolvedRun& run, RunHeader header, RunWriter& writer,
                                EventBus& bus, RunControl& control);

}  // namespace hexameter::detail
