// The flags of `run`, declared.
#include "run_flags.hpp"

#include <fmt/core.h>

#include <CLI/Option.hpp>

namespace hexameter::cli {
namespace {

constexpr const char* parameters_group = "Parameters of the models";

// A number stays text for now: see RunFlags.
CLI::Option* add_number(CLI::App& command, const std::string& flag,
                        std::optional<std::string>& typed, const std::string& help) {
    return command.add_option(flag, typed, help)->type_name("NUMBER")->check(not_empty("a number"));
}

}  // namespace

void declare_plugin_flags(CLI::App& command, PluginKind kind,
                          const std::vector<PluginInfo>& plugins,
                          std::map<std::string, std::vector<std::string>>& values) {
    std::map<std::string, std::string> owners;
    std::map<std::string, std::string> help;
    for (const auto& plugin : plugins) {
        if (plugin.kind != kind) continue;
        for (const auto& flag : plugin_flags(plugin)) {
            auto& owner = owners[flag.flag];
            owner += (owner.empty() ? "" : ", ") + plugin.id;
            help.try_emplace(flag.flag, flag.help);
        }
    }
    for (const auto& [flag, owner] : owners) {
        if (command.get_option_no_throw(flag) != nullptr) continue;
        command.add_option(flag, values[flag], help[flag])
            ->allow_extra_args(false)
            ->group(fmt::format("Of {} {}", to_string(kind), owner));
    }
}

void declare_run_flags(CLI::App& command, RunFlags& flags, const std::vector<PluginInfo>& plugins) {
    command.add_option("file", flags.file, "Run file, YAML or JSON; flags are laid over it");
    command.add_option("--name", flags.name, "Name of the run");
    command.add_option("--modality", flags.modality, "Modality plugin");
    command.add_option("--provider", flags.provider,
                       "Provider plugin of the models, those of the file too");
    // A list takes one word a time: it would else swallow the run file behind it.
    command
        .add_option("--model", flags.models, "Model, in place of the file's; may be given again")
        ->allow_extra_args(false);
    command.add_option("--dataset", flags.dataset, "Samples: JSON Lines or CSV");
    add_number(command, "--limit", flags.limit, "Only the first N samples");
    command.add_option("--metric", flags.metrics, "Metric plugin; may be given again")
        ->allow_extra_args(false);
    add_number(command, "--iterations", flags.iterations,
               "Measured requests per sample and model (1)");
    add_number(command, "--warmup", flags.warmup,
               "Requests per model before the measured ones (0)");
    add_number(command, "--concurrency", flags.concurrency, "Requests in flight per model (1)");
    command.add_flag("--parallel", flags.parallel, "All models at once, not one after another");
    command.add_flag("--no-stream", flags.no_stream,
                     "Ask for whole replies; there is no TTFT then");
    add_number(command, "--run-seed", flags.run_seed, "Seed of the engine's own random numbers");
    add_number(command, "--timeout", flags.timeout_s, "Limit of one request in seconds (600)");
    add_number(command, "--stall-timeout", flags.stall_timeout_s,
               "Longest silence of a server in seconds (60)");
    command.add_option("--tag", flags.tags, "Word to find the run by; may be given again")
        ->allow_extra_args(false);
    add_number(command, "--temperature", flags.temperature, "0: always the likeliest token")
        ->group(parameters_group);
    add_number(command, "--seed", flags.seed, "Seed of what the models draw")
        ->group(parameters_group);
    add_number(command, "--top-p", flags.top_p, "Share of the probability to draw from")
        ->group(parameters_group);
    add_number(command, "--max-tokens", flags.max_tokens, "Longest answer")
        ->group(parameters_group);
    command.add_option("--stop", flags.stop, "Ends the answer; may be given again")
        ->allow_extra_args(false)
        ->group(parameters_group);
    command
        .add_option("--param", flags.parameters,
                    "NAME=VALUE for the models, extra.NAME=VALUE for what only the server knows; "
                    "VALUE as JSON or else text, NAME without a dot; may be given again")
        ->allow_extra_args(false)
        ->group(parameters_group);
    declare_plugin_flags(command, PluginKind::modality, plugins, flags.plugin_flags);
    declare_plugin_flags(command, PluginKind::provider, plugins, flags.plugin_flags);
}

}  // namespace hexameter::cli
