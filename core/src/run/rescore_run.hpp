// Asks metrics about the answers of a kept run.
#pragma once

#include <filesystem>

#include "hexameter/rescoring.hpp"
#include "plugin/registry.hpp"

namespace hexameter::detail {

// As Engine::rescore. Thread: the control thread; modality and metrics are called on it.
[[nodiscard]] Result<Rescored> rescore_run(Registry& registry, const std::filesystem::path& home,
                                           const RunRecord& kept, const RescoreSpec& what);

}  // namespace hexameter::detail
