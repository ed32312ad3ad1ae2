// Which plugins there are, and why one is not.
//
// Threads: any, also at once, while none changes the environment. What comes back is the caller's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "hexameter/error.hpp"
#include "hexameter/metric.hpp"
#include "hexameter/record.hpp"

namespace hexameter {

enum class PluginKind { provider = 1, modality, metric, decoder };
[[nodiscard]] std::string_view to_string(PluginKind kind);

// One thing that a plugin file offers, as its manifest says.
struct PluginInfo {
    std::string id;
    PluginKind kind = PluginKind::provider;
    std::string name;
    std::string version;
    std::string license;
    std::string config_schema_json;  // JSON Schema draft-07; "" = takes nothing
    std::string sample_schema_json;  // modality: one line of a data set
    std::string accepts;             // MIME patterns apart by spaces
    std::string produces;
    std::vector<std::string> aliases;
    bool concurrent = false;  // many operations of one instance at once
    std::vector<MetricDefinition> metrics;
    std::filesystem::path file;
    std::string sha256;
};

// A file that is not used, and why.
struct PluginRefusal {
    std::filesystem::path file;
    std::string reason;
};

// What the file says of itself, read without running it.
struct PluginFile {
    std::filesystem::path file;
    std::string sha256;
    std::string manifest_json;         // as embedded
    std::vector<std::string> exports;  // dynamic symbols that others can bind to
    std::vector<std::string> needed;   // libraries it asks the loader for
    std::vector<PluginInfo> plugins;
    std::uint32_t abi_major = 0;
    std::uint32_t abi_minor_built = 0;
    std::uint32_t abi_minor_needed = 0;
};

// Reads manifest, exports and dependencies from the ELF file; nothing of it runs. ErrorCode::plugin
// says what of it is not as it must be.
[[nodiscard]] Result<PluginFile> inspect_plugin(const std::filesystem::path& file);

// The folders that somebody named, which should be there: those given, HEXAMETER_PLUGIN_PATH.
[[nodiscard]] std::vector<std::filesystem::path> named_plugin_folders(
    const std::vector<std::filesystem::path>& first);

// Folders to search, first match wins: those given, HEXAMETER_PLUGIN_PATH (colon-separated),
// $XDG_DATA_HOME/hexameter/plugins, <libdir>/hexameter/plugins-1 beside the program.
[[nodiscard]] std::vector<std::filesystem::path> plugin_search_path(
    const std::vector<std::filesystem::path>& first);

}  // namespace hexameter
