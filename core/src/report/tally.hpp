// Counted sentences for people: those of one cause are one line.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hexameter::detail {

// "300 x sample …: no such field", most frequent first; at most `limit` of them, then how many more
// there are. Sentences that differ in their numbers alone are one line, with "…" for the numbers
// that differ, when there are more than a few: HTTP 429 and HTTP 500 stay two.
[[nodiscard]] std::vector<std::string> tally_lines(
    const std::map<std::string, std::uint64_t>& counts, std::size_t limit);

}  // namespace hexameter::detail
