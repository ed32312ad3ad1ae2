// A run with everything that a report has to cope with.
#pragma once

#include "hexameter/record.hpp"

namespace hexameter::test {

// Two models in parallel: "fast" with 50 answers, a failure and a warm-up; one with a name in
// Japanese, few answers, reasoning, and an answer that is no UTF-8. `slowdown` stretches its times.
[[nodiscard]] RunRecord demo_run(double slowdown = 1);

}  // namespace hexameter::test
