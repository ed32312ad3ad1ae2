// What the server says of itself and of its models.
#pragma once

#include <string>
#include <vector>

#include "hexameter/simulator/model.hpp"

namespace hexameter::simulate {

[[nodiscard]] std::string openai_models(const std::vector<simulator::ModelProfile>& models);
[[nodiscard]] std::string ollama_tags(const std::vector<simulator::ModelProfile>& models);
[[nodiscard]] std::string ollama_show(const simulator::ModelProfile& model);
[[nodiscard]] std::string ollama_version();

}  // namespace hexameter::simulate
