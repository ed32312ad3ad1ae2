// The configuration of an instance, and what a request's parameters ask of a plan.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "hexameter/simulator/model.hpp"
#include "hexameter/simulator/plan.hpp"

namespace hexameter::simulated {

struct Config {
    std::uint64_t seed = 1;
    std::vector<simulator::ModelProfile> models;
};

// Throws sdk::Error(config) that names the member.
[[nodiscard]] Config read_config(std::string_view json);

// Fills max_tokens, stop and text_seed from the neutral parameters. Throws
// sdk::Error(bad_argument).
void read_parameters(std::string_view params_json, simulator::PlanRequest& to);

}  // namespace hexameter::simulated
