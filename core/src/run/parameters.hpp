// Small questions to JSON objects that stay text elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/error.hpp"
#include "hexameter/run_spec.hpp"
#include "hexameter/timeline.hpp"

namespace hexameter::detail {

// What a provider is asked for: the parameters of the run, those of the model in their place, and
// beside them the members of "extra", of which those of the model go before as well.
[[nodiscard]] Result<std::string> effective_parameters(const std::string& of_run,
                                                       const std::string& of_model);

// Common parameters under "extra", where neither their bounds nor those beside it are seen.
[[nodiscard]] std::vector<SpecFault> misplaced_parameters(const std::string& parameters_json);

// A string member of an object; empty when it is not there.
[[nodiscard]] std::string string_member(const std::string& object, const char* name);

// A non-negative whole member of an object.
[[nodiscard]] std::optional<std::uint64_t> whole_member(const std::string& object,
                                                        const char* name);

// HXM_CHUNK_USAGE and HXM_CHUNK_CLAIM as records: members that are not whole numbers are left out.
// Token counts are also left out beyond 2^53.
[[nodiscard]] Usage usage_from(std::string_view json);
[[nodiscard]] ServerClaim claim_from(std::string_view json);

// Names of the counts of an HXM_CHUNK_USAGE that are left out though they are there.
[[nodiscard]] std::vector<std::string> unusable_usage(std::string_view json);

}  // namespace hexameter::detail
