// The seeds of what is drawn from a data set.
#pragma once

#include <cstdint>

#include "hexameter/run_spec.hpp"

namespace hexameter::detail {

struct SampleSeeds {
    std::uint64_t sampling = 0;  // which rows
    std::uint64_t order = 0;     // in which order
};

// Those that the spec names; of the others sampling is the first and order the second number of
// splitmix64 from the run's seed.
[[nodiscard]] SampleSeeds sample_seeds(const RunSpec& spec);

// What a row is drawn by: number `row` (from 1) of splitmix64 from `seed`. No two rows have the
// same.
[[nodiscard]] std::uint64_t row_key(std::uint64_t seed, std::uint64_t row);

}  // namespace hexameter::detail
