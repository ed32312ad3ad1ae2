// From the flags of `run`, and perhaps a run file, to a spec.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "connection_flags.hpp"
#include "gates.hpp"
#include "hexameter/flags.hpp"
#include "plugin_config.hpp"

namespace hexameter::cli {

// As typed, numbers too: CLI11 would take what does not fit for the nearest that does. What was not
// typed leaves the run file, or the default, as it is.
struct RunFlags {
    std::string file;
    std::string name;
    std::string modality;
    std::string provider;
    std::vector<std::string> models;
    std::string dataset;
    std::string dataset_format;
    std::vector<std::string> fields;  // MEMBER=COLUMN
    std::optional<std::string> sample;
    bool shuffle = false;
    std::optional<std::string> limit;
    std::vector<std::string> metrics;
    std::optional<std::string> iterations;
    std::optional<std::string> warmup;
    std::optional<std::string> concurrency;
    bool parallel = false;
    bool no_stream = false;
    std::optional<std::string> temperature;
    std::optional<std::string> seed;
    std::optional<std::string> top_p;
    std::optional<std::string> max_tokens;
    std::vector<std::string> stop;
    std::vector<std::string> parameters;  // NAME=VALUE, value as JSON or else text
    std::optional<std::string> run_seed;
    std::optional<std::string> timeout_s;
    std::optional<std::string> stall_timeout_s;
    std::optional<std::string> retries;
    std::vector<std::string> tags;
    GateFlags gates;
    TypedFlags plugin_flags;             // "--url" -> values
    const Settings* settings = nullptr;  // the user's own; never null
    ConnectionFlags connection;
};

// Declares the host's flags, and those that the manifests of all plugins ask for.
void declare_run_flags(CLI::App& command, RunFlags& flags, const std::vector<PluginInfo>& plugins);

// Everything that is wrong with run file and flags, a line each, with the flag or the place in the
// file.
[[nodiscard]] Result<RunSpec> spec_from(const RunFlags& flags, const Engine& engine);

// Declares the flags of the plugins of one kind; those that are only for asking where the command
// asks models.
void declare_plugin_flags(CLI::App& command, PluginKind kind,
                          const std::vector<PluginInfo>& plugins, TypedFlags& values,
                          bool asks_models = true);

// The plugin's configuration with the flags that it has laid over it; flags that it lacks are left.
[[nodiscard]] Result<std::string> with_flags(const PluginInfo& plugin, PluginFlag::Target target,
                                             std::string object_json, const TypedFlags& values);

}  // namespace hexameter::cli
