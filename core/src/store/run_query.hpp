// Questions to the index.
#pragma once

#include <string>
#include <vector>

#include "hexameter/history.hpp"
#include "store/sqlite.hpp"

namespace hexameter::detail {

// ErrorCode::config or not_found when filter.before_id is no run.
[[nodiscard]] Result<std::vector<RunLine>> list_runs(Database& index, const RunFilter& filter);

// ErrorCode::not_found when no run begins so, config when several do: the message names them.
[[nodiscard]] Result<std::string> resolve_run(Database& index, const std::string& id);

// Oldest first.
[[nodiscard]] Result<std::vector<std::string>> runs_older_than(Database& index, double days);

}  // namespace hexameter::detail
