// Shares as people type them.
#pragma once

#include <string>

#include "hexameter/error.hpp"

namespace hexameter::cli {

// Percent: "5", "5%", "5 %" and "0.5%" are 0.05, 0.05, 0.05 and 0.005. From 0 up; an error that
// says what is allowed for all else.
[[nodiscard]] Result<double> share_from(const std::string& word);

}  // namespace hexameter::cli
