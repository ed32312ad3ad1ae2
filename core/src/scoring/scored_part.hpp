// Candidates and references on their way from a modality to the metrics.
#pragma once

#include <vector>

#include "hexameter/abi/hxm_plugin.h"
#include "hexameter/scoring.hpp"

namespace hexameter::detail {

// The hxm_part form of owned parts; borrows from them.
[[nodiscard]] std::vector<hxm_part> abi_parts(const std::vector<ScoredPart>& parts);

}  // namespace hexameter::detail
