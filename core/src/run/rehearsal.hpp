// What would fail in every run of a spec, found before anything is asked of a server.
#pragma once

#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "hexameter/error.hpp"
#include "run/resolved_run.hpp"

namespace hexameter::detail {

// After this no further sample is begun: media of thousands would take minutes.
inline constexpr Nanos rehearsal_budget = std::chrono::seconds(1);

// The modality prepares the samples in their order, as many as the budget allows and at least one,
// and every codec writes its request for the first that could be prepared, which nobody sends.
// Whatever they refuse comes back, each with its place: so parameters that a codec writes by
// itself, a template over fields that a sample lacks. A metric that needs a reference where no
// sample has one is a fault too, by its own answers with and without one. A fault that was not
// reached is a failed row of the run. An async provider cannot be asked without starting it.
// `clock` is asked at the start and before each further sample. Thread: the control thread, before
// the run's own are there.
[[nodiscard]] std::vector<Error> rehearse(ResolvedRun& run,
                                          const std::function<Instant()>& clock = now);

}  // namespace hexameter::detail
