// From the flags of `run`, and perhaps a run file, to a spec.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "hexameter/flags.hpp"

namespace hexameter::cli {

// As typed; what was not typed leaves the run file, or the default, as it is.
struct RunFlags {
    std::string file;
    std::string name;
    std::string modality;
    std::string provider;
    std::vector<std::string> models;
    std::string dataset;
    std::optional<std::uint64_t> limit;
    std::vector<std::string> metrics;
    std::optional<std::uint32_t> iterations;
    std::optional<std::uint32_t> warmup;
    std::optional<std::uint32_t> concurrency;
    bool parallel = false;
    bool no_stream = false;
    std::optional<double> temperature;
    std::optional<std::int64_t> seed;
    std::optional<double> top_p;
    std::optional<std::uint64_t> max_tokens;
    std::vector<std::string> stop;
    std::vector<std::string> parameters;  // NAME=VALUE, value as JSON or else text
    std::optional<std::uint64_t> run_seed;
    std::optional<double> timeout_s;
    std::optional<double> stall_timeout_s;
    std::vector<std::string> tags;
    std::map<std::string, std::vector<std::string>> plugin_flags;  // "--url" -> values
};

// Declares the host's flags, and those that the manifests of all plugins ask for.
void declare_run_flags(CLI::App& command, RunFlags& flags, const std::vector<PluginInfo>& plugins);

// The error names the flag.
[[nodiscard]] Result<RunSpec> spec_from(const RunFlags& flags, const Engine& engine);

// Declares the flags of the plugins of one kind; used by `models` too.
void declare_plugin_flags(CLI::App& command, PluginKind kind,
                          const std::vector<PluginInfo>& plugins,
                          std::map<std::string, std::vector<std::string>>& values);

// The plugin's configuration with the flags that it has laid over it; flags that it lacks are left.
[[nodiscard]] Result<std::string> with_flags(
    const PluginInfo& plugin, PluginFlag::Target target, std::string object_json,
    const std::map<std::string, std::vector<std::string>>& values);

}  // namespace hexameter::cli
