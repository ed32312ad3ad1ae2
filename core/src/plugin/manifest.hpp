// A plugin file's manifest: JSON text to what it lists (schemas/manifest.schema.json).
#pragma once

#include <string>
#include <vector>

#include "hexameter/plugins.hpp"

namespace hexameter::detail {

struct Manifest {
    std::uint32_t abi_major = 0;
    std::uint32_t abi_minor_built = 0;
    std::uint32_t abi_minor_needed = 0;
    std::vector<PluginInfo> plugins;  // file and sha256 are left empty
};

// The error names the member that is missing or wrong.
[[nodiscard]] Result<Manifest> parse_manifest(const std::string& json);

}  // namespace hexameter::detail
