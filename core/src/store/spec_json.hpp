// The one place where the store touches the form of a run spec.
#pragma once

#include <string>

#include "hexameter/run_spec.hpp"

namespace hexameter::detail {

[[nodiscard]] std::string spec_json(const RunSpec& spec);
[[nodiscard]] Result<RunSpec> spec_of_json(const std::string& json);

}  // namespace hexameter::detail
