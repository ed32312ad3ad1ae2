// The variables of the environment.
#pragma once

#include <string>

namespace hexameter::detail {

// Empty where it is not set. Threads: any; nothing of ours writes the environment.
[[nodiscard]] std::string environment(const char* name);

}  // namespace hexameter::detail
