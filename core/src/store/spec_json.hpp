// The one place where the store touches the form of a run spec.
#pragma once

#include <string>

#include "hexameter/run_spec.hpp"

namespace hexameter::detail {

[[nodiscard]] std::string spec_json(const RunSpec& spec);
// Parameters are those that were kept, also where a run of today may not have them.
[[nodiscard]] Result<RunSpec> spec_of_json(const std::string& json);

}  // namespace hexameter::detail
