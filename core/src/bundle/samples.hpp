// The samples of a run as lines of JSON, which are a data set of their own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dataset/dataset.hpp"
#include "hexameter/error.hpp"
#include "hexameter/run_spec.hpp"

namespace hexameter::detail {

// Those that the spec names, as a run takes them. The Error says why they cannot be had.
[[nodiscard]] Result<std::vector<Sample>> samples_of(const RunSpec& spec);

// A line for each. ErrorCode::config when these lines, read as a data set, would give the samples
// other ids: ids that are no field of theirs but their places in a larger data set.
[[nodiscard]] Result<std::string> lines_of(const std::vector<Sample>& samples);

// samples_sha256() of the lines.
[[nodiscard]] std::string sha256_of_lines(std::string_view lines);

}  // namespace hexameter::detail
