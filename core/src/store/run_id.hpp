// Names and dates of runs.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace hexameter::detail {

// UTC to the millisecond, its last part in hexadecimal with one random digit behind, so that ids
// sort by time: 20261121-083012-1f3a. With a home: one that no run there has.
[[nodiscard]] std::string make_run_id(const std::filesystem::path& home = {});

// Whether the text can name a run's folder: letters, digits, '-', '_' and '.', not in front; at
// most 64 of them.
[[nodiscard]] bool is_run_id(std::string_view text);

// Now, as RFC 3339 in UTC with milliseconds: 2026-11-21T08:30:12.042Z.
[[nodiscard]] std::string utc_now_rfc3339();

// The moment in an id that make_run_id made, as RFC 3339; "" when it holds none.
[[nodiscard]] std::string started_at_of(std::string_view run_id);

}  // namespace hexameter::detail
