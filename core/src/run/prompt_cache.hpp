// Requests that no server can answer from a cache of prompts (RunSpec::prompt_cache).
#pragma once

#include <cstdint>
#include <string>

#include "run/job.hpp"

namespace hexameter::detail {

// The same for the same run, also when it is resumed, and label; another for each other run, which
// a server may remember.
[[nodiscard]] std::uint32_t prompt_key(const std::string& run_id, const std::string& label);

// "[hexameter 3f2a91c0] ": of another key or number another one, for one key always.
[[nodiscard]] std::string unique_prefix(std::uint32_t key, std::uint32_t number);

// Puts the prefix before the first message of the prepared request, which becomes a copy that the
// job owns: the modality's stays as it is. A request without messages stays as it is.
void make_prompt_unique(Job& job, const std::string& prefix);

}  // namespace hexameter::detail
