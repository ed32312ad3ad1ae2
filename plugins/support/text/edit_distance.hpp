// How many single characters have to change for one text to become the other.
#pragma once

#include <cstdint>
#include <string_view>

namespace hexameter::plugin_text {

// Insertions, deletions and replacements, each of cost 1 (Levenshtein 1966). Source: Hyyro 2003, "A
// bit-vector algorithm for computing Levenshtein and Damerau edit distances", in blocks of 64 rows:
// time |a| * |b| / 64, memory |b| bytes. Throws Error(limit) where that is over 2^32 steps, about
// ten seconds: two texts of 500,000 characters each are within. Threads: any.
[[nodiscard]] std::uint64_t edit_distance(std::u32string_view a, std::u32string_view b);

}  // namespace hexameter::plugin_text
