// Attempts that no longer count.
#pragma once

#include <cstdint>
#include <unordered_set>

#include "hexameter/record.hpp"

namespace hexameter::detail {

// Of a run that was resumed: the `seq` of each attempt that was cut and made again later. Empty for
// any other run.
[[nodiscard]] std::unordered_set<std::uint64_t> superseded_attempts(const RunRecord& run);

}  // namespace hexameter::detail
