// What all connections share.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "hexameter/simulator/model.hpp"

namespace hexameter::simulate {

// Constant after the start but for the counter; any thread.
struct Service {
    std::vector<simulator::ModelProfile> models;
    std::uint64_t seed = 1;
    std::atomic<std::uint64_t> next_request{0};
};

}  // namespace hexameter::simulate
