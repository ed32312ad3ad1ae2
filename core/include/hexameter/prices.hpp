// What tokens cost, as a file says it (schemas/prices.schema.json).
//
// Threads: any. What comes back is the caller's.
#pragma once

#include <filesystem>
#include <string>

#include "hexameter/error.hpp"

namespace hexameter {

struct RunSpec;

// YAML or JSON, checked, as JSON for RunSpec::prices_json. Every fault is named with its place.
// ErrorCode::config, also for a file that holds none or cannot be read.
[[nodiscard]] Result<std::string> load_prices(const std::filesystem::path& file);

// The file that the spec's run file named for its prices; empty where it named none.
[[nodiscard]] std::filesystem::path prices_file(const RunSpec& spec);

}  // namespace hexameter
