#include "dataset/sample_seeds.hpp"

#include "base/splitmix64.hpp"

namespace hexameter::detail {

std::uint64_t row_key(std::uint64_t seed, std::uint64_t row) {
    std::uint64_t state = seed + (row - 1) * splitmix64_step;
    return splitmix64(state);
}

SampleSeeds sample_seeds(const RunSpec& spec) {
    return {spec.seeds.sampling.value_or(row_key(spec.seed, 1)),
            spec.seeds.order.value_or(row_key(spec.seed, 2))};
}

}  // namespace hexameter::detail
