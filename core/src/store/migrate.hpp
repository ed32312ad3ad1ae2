// The format of a database, forward only.
#pragma once

#include <span>

#include "store/sqlite.hpp"

namespace hexameter::detail {

// Brings the database from format `user_version` to format steps.size(); step i leads from i to
// i + 1. Before anything is changed in a database that holds something, it is copied to
// <file>.backup-v<format>-<time>. A newer format is ErrorCode::unsupported and changes nothing.
[[nodiscard]] Status migrate(Database& database, std::span<const char* const> steps);

}  // namespace hexameter::detail
