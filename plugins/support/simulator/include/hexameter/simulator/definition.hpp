// Models that a user adds to the built-in ones.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hexameter/simulator/model.hpp"

namespace hexameter::simulator {

// Adds the model `name`, which behaves as `like` but for the overrides; a model of that name is
// replaced. Returns what is wrong, empty when it was added.
[[nodiscard]] std::string add_model(std::vector<ModelProfile>& models, std::string_view name,
                                    std::string_view like, const Overrides& overrides);

// The same from one line: "name=like" or "name=like,key=value,...", with the keys of Overrides.
[[nodiscard]] std::string add_model(std::vector<ModelProfile>& models, std::string_view line);

}  // namespace hexameter::simulator
