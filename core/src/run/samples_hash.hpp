// What tells one data set from another.
#pragma once

#include <string>
#include <vector>

#include "dataset/dataset.hpp"

namespace hexameter::detail {

// The JSON without the spaces and the ways of writing in which files of one content may differ: one
// line, whatever it was.
[[nodiscard]] std::string compact_json(const std::string& json);

// Of the samples in their order, as lower-case hexadecimal.
[[nodiscard]] std::string samples_sha256(const std::vector<Sample>& samples);

}  // namespace hexameter::detail
