// The flags of `run`, declared.
#include "run_flags.hpp"

#include <fmt/format.h>

#include <CLI/Option.hpp>

namespace hexameter::cli {
namespace {

constexpr const char* parameters_group = "Parameters of the models";

// A number stays text for now: see RunFlags.
CLI::Option* add_number(CLI::App& command, const std::string& flag,
                        std::optional<std::string>& typed, const std::string& help) {
    return command.add_option(flag, typed, help)->type_name("NUMBER")->check(not_empty("a number"));
}

void declare_dataset_flags(CLI::App& command, RunFlags& flags) {
    command.add_option("--dataset", flags.dataset,
                       "Samples: JSON Lines, a JSON array, CSV, TSV, OpenAI chat or ShareGPT");
    command
        .add_option("--dataset-format", flags.dataset_format,
                    "jsonl, json, csv, tsv, openai-chat or sharegpt (by ending and content)")
        ->check(not_empty("a format"));
    command
        .add_option(
            "--field", flags.fields,
            "MEMBER=COLUMN: what the data set calls it, or its path (answers.0.text); may be "
            "given again")
        ->allow_extra_args(false);
    add_number(command, "--sample", flags.sample, "Draw N samples by the run's seed");
    command.add_flag("--shuffle", flags.shuffle, "Samples in an order by the run's seed");
    add_number(command, "--limit", flags.limit, "Only the first N samples, drawn and in order");
}

// A flag as the first plugin that has it says, and all that have it.
struct Declared {
    PluginFlag flag;
    std::vector<std::string> owners;
    std::map<std::string, std::string> defaults;  // by owner
};

const char* type_word(PluginFlag::Kind kind) {
    using enum PluginFlag::Kind;
    if (kind == whole || kind == number) return "NUMBER";
    return kind == yes_no ? "BOOLEAN" : "TEXT";
}

// " (http://127.0.0.1:8080)", with the plugin before it where it is not the only one.
std::string defaults_of(const Declared& declared) {
    std::string words;
    for (const auto& [owner, value] : declared.defaults)
        words += (words.empty() ? "" : ", ") +
                 (declared.owners.size() > 1 ? fmt::format("{}: {}", owner, value) : value);
    return words.empty() ? words : fmt::format(" ({})", words);
}

}  // namespace

void declare_plugin_flags(CLI::App& command, PluginKind kind,
                          const std::vector<PluginInfo>& plugins, TypedFlags& values,
                          bool asks_models) {
    std::map<std::string, Declared> declared;
    for (const auto& plugin : plugins) {
        if (plugin.kind != kind) continue;
        for (const auto& flag : plugin_flags(plugin)) {
            if (flag.only_for_asking && !asks_models) continue;
            auto& one = declared.try_emplace(flag.flag, Declared{flag, {}, {}}).first->second;
            one.owners.push_back(plugin.id);
            if (auto value = config_default(plugin, flag.member); !value.empty())
                one.defaults.emplace(plugin.id, std::move(value));
        }
    }
    for (const auto& [name, one] : declared) {
        if (command.get_option_no_throw(name) != nullptr) continue;
        auto* option = command.add_option(name, values[name], one.flag.help + defaults_of(one));
        option->type_name(type_word(one.flag.kind))
            ->allow_extra_args(false)
            ->group(fmt::format("Of {} {}", to_string(kind), fmt::join(one.owners, ", ")));
        if (one.flag.kind != PluginFlag::Kind::list) option->option_text(type_word(one.flag.kind));
    }
}

void declare_run_flags(CLI::App& command, RunFlags& flags, const std::vector<PluginInfo>& plugins) {
    command.add_option("file", flags.file,
                       "Run file, YAML or JSON, - is standard input; flags are laid over it");
    command.add_option("--name", flags.name, "Name of the run");
    command.add_option("--modality", flags.modality, "Modality plugin (the one that is installed)");
    command.add_option("--provider", flags.provider,
                       "Provider plugin of the models, those of the file too");
    // A list takes one word a time: it would else swallow the run file behind it.
    command
        .add_option("--model", flags.models, "Model, in place of the file's; may be given again")
        ->allow_extra_args(false);
    declare_dataset_flags(command, flags);
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
    add_number(command, "--run-seed", flags.run_seed,
               "Seed of --sample, --shuffle and the random numbers of plugins (0)");
    add_number(command, "--timeout", flags.timeout_s, "Limit of one request in seconds (600)");
    add_number(command, "--stall-timeout", flags.stall_timeout_s,
               "Longest silence of a server in seconds (60)");
    add_number(command, "--retries", flags.retries,
               "Times to ask again a server that is busy or lost the connection (2)");
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
    declare_connection_flags(command, flags.connection, "; tables, Markdown and JSON say so");
    declare_gate_flags(command, flags.gates);
    for (const auto kind : {PluginKind::modality, PluginKind::provider, PluginKind::metric})
        declare_plugin_flags(command, kind, plugins, flags.plugin_flags);
}

}  // namespace hexameter::cli
