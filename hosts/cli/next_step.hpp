// What to do next with a kept run.
#pragma once

#include <string>

#include "command_line.hpp"

namespace hexameter::cli {

// The command that measures what the run still lacks; "" where nothing is lacking, where it goes on
// or stopped itself, and where it is lost what it was to measure.
[[nodiscard]] std::string command_to_go_on(const CommandLine& line, const RunRecord& run);

// Says on standard error how to mend the run, or how to go on with it, where there is something to
// mend or to measure.
void tell_next_step(const CommandLine& line, const RunRecord& run);

}  // namespace hexameter::cli
