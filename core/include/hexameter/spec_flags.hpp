// Flags that gave parts of a spec, for messages about them.
//
// Threads: any, but none may use the spec meanwhile. There are no errors.
#pragma once

#include <string>

#include "hexameter/run_spec.hpp"

namespace hexameter {

// Messages about the part at that pointer name the flag, and no place in the run file.
void name_flag(RunSpec& spec, const std::string& pointer, const std::string& flag);

}  // namespace hexameter
