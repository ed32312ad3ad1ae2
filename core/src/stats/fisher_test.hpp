// Do two samples have the same share of something?
#pragma once

#include <cstdint>

namespace hexameter::detail {

// Two-sided p-value of Fisher's exact test (Fisher 1935): of `of_a` values of one sample `hits_a`
// are hits, of `of_b` of the other `hits_b`. The sum over all tables with the same margins that are
// at most as likely as this one (Freeman and Halton 1951, as R has it). Linear in the hits.
[[nodiscard]] double fisher_test(std::uint64_t hits_a, std::uint64_t of_a, std::uint64_t hits_b,
                                 std::uint64_t of_b);

}  // namespace hexameter::detail
