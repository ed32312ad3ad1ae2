// What tells one data set from another.
#pragma once

#include <string>
#include <vector>

#include "dataset/dataset.hpp"

namespace hexameter::detail {

// Of the samples in their order, as lower-case hexadecimal.
[[nodiscard]] std::string samples_sha256(const std::vector<Sample>& samples);

}  // namespace hexameter::detail
