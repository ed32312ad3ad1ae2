// Does a series rise or fall?
#pragma once

#include <cstdint>
#include <span>

namespace hexameter::detail {

struct Trend {
    double p = 1;        // two-sided
    std::int64_t s = 0;  // pairs in which the later value is the greater one, less the others
};

// Mann-Kendall test (Mann 1945, Kendall 1975): normal approximation with tie and continuity
// correction, for 10 values and more; below that p is 1. n log n. Values are finite.
[[nodiscard]] Trend mann_kendall(std::span<const double> in_order);

}  // namespace hexameter::detail
