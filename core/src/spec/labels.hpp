// Names of the models within a run.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "hexameter/run_spec.hpp"

namespace hexameter::detail {

// Gives every model without a label one that no other has: the model's name, "provider/model" when
// that name stands twice or is taken, and "provider/model #2" when even that is taken.
void assign_labels(std::vector<ModelSpec>& models);

// The first two models (by index) with one label.
[[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> repeated_label(
    const std::vector<ModelSpec>& models);

}  // namespace hexameter::detail
