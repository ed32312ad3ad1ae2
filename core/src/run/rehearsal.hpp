// What would fail in every run of a spec, found before anything is asked of a server.
#pragma once

#include <vector>

#include "hexameter/error.hpp"
#include "run/resolved_run.hpp"

namespace hexameter::detail {

// The modality prepares every sample, and every codec writes its request for the first of them,
// which nobody sends. Whatever they refuse comes back, each with its place: so parameters that a
// codec writes by itself, a template over fields that a sample lacks. An async provider cannot be
// asked without starting it. Thread: the control thread, before the run's own are there.
[[nodiscard]] std::vector<Error> rehearse(ResolvedRun& run);

}  // namespace hexameter::detail
