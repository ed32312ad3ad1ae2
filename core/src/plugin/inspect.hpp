// Reading a plugin file without running it, and saying why it cannot be used.
#pragma once

#include "hexameter/plugins.hpp"

namespace hexameter::detail {

// As inspect_plugin(), but without the hash: what a scan of many files needs.
[[nodiscard]] Result<PluginFile> read_plugin_file(const std::filesystem::path& file);

// Why this host refuses the file: wrong major, missing symbol, a minor that it is too old for.
[[nodiscard]] Status check_abi(const PluginFile& file);

}  // namespace hexameter::detail
