// Candidates and references on their way from a modality to the metrics.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hexameter/abi/hxm_plugin.h"

namespace hexameter::detail {

// Text or bytes with a name. Owns them.
struct ScoredPart {
    std::string bytes;
    std::string mime;
    std::string name;
    std::string meta_json;
    std::uint32_t choice = 0;
    std::uint32_t flags = 0;
};

// The hxm_part form of owned parts; borrows from them.
[[nodiscard]] std::vector<hxm_part> abi_parts(const std::vector<ScoredPart>& parts);

}  // namespace hexameter::detail
