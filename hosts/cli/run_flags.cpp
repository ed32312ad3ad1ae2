#include "run_flags.hpp"

#include <fmt/core.h>

#include <CLI/Option.hpp>
#include <algorithm>
#include <set>
#include <utility>

namespace hexameter::cli {
namespace {

using Values = std::map<std::string, std::vector<std::string>>;

constexpr const char* parameters_group = "Parameters of the models";

PluginFlag parameter(const char* name, PluginFlag::Kind kind) {
    PluginFlag flag;
    flag.flag = name;
    flag.member = name;
    flag.kind = kind;
    return flag;
}

// Sets one parameter of the run.
Status set_parameter(RunSpec& spec, const PluginFlag& flag,
                     const std::vector<std::string>& values) {
    auto merged = set_member(spec.parameters_json, flag, values);
    if (!merged) return merged.error();
    spec.parameters_json = std::move(merged.value());
    return {};
}

// NAME=VALUE: a number or true/false when it reads as one, else text.
Status set_free_parameter(RunSpec& spec, const std::string& typed) {
    const auto equals = typed.find('=');
    if (equals == std::string::npos || equals == 0)
        return Error(ErrorCode::config, "\"" + typed + "\" is not NAME=VALUE", "--param");
    const auto name = typed.substr(0, equals);
    const auto value = typed.substr(equals + 1);
    using enum PluginFlag::Kind;
    for (const auto kind : {whole, number, yes_no})
        if (set_parameter(spec, parameter(name.c_str(), kind), {value})) return {};
    return set_parameter(spec, parameter(name.c_str(), text), {value});
}

Status set_parameters(RunSpec& spec, const RunFlags& flags) {
    using enum PluginFlag::Kind;
    std::vector<Status> done;
    if (flags.temperature)
        done.push_back(set_parameter(spec, parameter("temperature", number),
                                     {fmt::format("{}", *flags.temperature)}));
    if (flags.top_p)
        done.push_back(
            set_parameter(spec, parameter("top_p", number), {fmt::format("{}", *flags.top_p)}));
    if (flags.seed)
        done.push_back(
            set_parameter(spec, parameter("seed", whole), {std::to_string(*flags.seed)}));
    if (flags.max_tokens)
        done.push_back(set_parameter(spec, parameter("max_tokens", whole),
                                     {std::to_string(*flags.max_tokens)}));
    if (!flags.stop.empty())
        done.push_back(set_parameter(spec, parameter("stop", list), flags.stop));
    for (const auto& typed : flags.parameters) done.push_back(set_free_parameter(spec, typed));
    for (const auto& status : done)
        if (!status) return status.error();
    return {};
}

std::uint64_t to_ms(double seconds) {
    return static_cast<std::uint64_t>(seconds * 1000);
}

void set_plain(RunSpec& spec, const RunFlags& flags) {
    if (!flags.name.empty()) spec.name = flags.name;
    if (!flags.modality.empty()) spec.modality = flags.modality;
    if (flags.iterations) spec.iterations = *flags.iterations;
    if (flags.warmup) spec.warmup = *flags.warmup;
    if (flags.concurrency) spec.concurrency = *flags.concurrency;
    if (flags.parallel) spec.order = ModelOrder::parallel;
    if (flags.no_stream) spec.stream = false;
    if (flags.run_seed) spec.seed = *flags.run_seed;
    if (flags.timeout_s) spec.limits.total_ms = to_ms(*flags.timeout_s);
    if (flags.stall_timeout_s) spec.limits.stall_ms = to_ms(*flags.stall_timeout_s);
    if (!flags.tags.empty()) spec.tags = flags.tags;
    if (!flags.dataset.empty()) {
        spec.dataset = {};
        spec.dataset.file = std::filesystem::absolute(flags.dataset);
    }
    if (flags.limit) spec.dataset.limit = flags.limit;
    if (flags.metrics.empty()) return;
    spec.metrics.clear();
    for (const auto& id : flags.metrics) spec.metrics.push_back({id, "{}"});
}

Status set_models(RunSpec& spec, const RunFlags& flags) {
    if (flags.models.empty() && flags.provider.empty()) return {};
    if (flags.provider.empty())
        return Error(ErrorCode::config, "say which provider has the model: --provider ID",
                     "--model");
    if (flags.models.empty())
        return Error(ErrorCode::config,
                     fmt::format("say which model: --model NAME; `hexameter models --provider {}` "
                                 "lists them",
                                 flags.provider),
                     "--provider");
    spec.models.clear();
    for (const auto& name : flags.models) {
        ModelSpec model;
        model.provider = flags.provider;
        model.model = name;
        model.label = name;
        spec.models.push_back(std::move(model));
    }
    return {};
}

Status set_modality_flags(RunSpec& spec, const PluginInfo& modality, const Values& values,
                          bool dataset_typed) {
    auto config =
        with_flags(modality, PluginFlag::Target::config, spec.modality_config_json, values);
    if (!config) return config.error();
    spec.modality_config_json = std::move(config.value());
    auto sample = with_flags(modality, PluginFlag::Target::sample, "{}", values);
    if (!sample) return sample.error();
    if (sample.value() == "{}") return {};
    if (dataset_typed)
        return Error(ErrorCode::config, "a sample was given by flag as well; give one of the two",
                     "--dataset");
    spec.dataset = {};
    spec.dataset.inline_samples.push_back(std::move(sample.value()));
    return {};
}

// Flags that were typed and that no plugin of the run has.
Status check_unused(const Values& values, const std::set<std::string>& used) {
    for (const auto& [flag, typed] : values)
        if (!typed.empty() && !used.contains(flag))
            return Error(ErrorCode::config, "no plugin of this run takes this flag", flag);
    return {};
}

void note_used(const PluginInfo& plugin, std::set<std::string>& used) {
    for (const auto& flag : plugin_flags(plugin)) used.insert(flag.flag);
}

Status set_plugin_flags(RunSpec& spec, const RunFlags& flags, const Engine& engine) {
    std::set<std::string> used;
    const auto modality = engine.find(PluginKind::modality, spec.modality);
    if (!modality) return modality.error().at("modality");
    note_used(modality.value(), used);
    if (auto ok =
            set_modality_flags(spec, modality.value(), flags.plugin_flags, !flags.dataset.empty());
        !ok)
        return ok;
    for (auto& model : spec.models) {
        const auto provider = engine.find(PluginKind::provider, model.provider);
        if (!provider) return provider.error().at("provider");
        note_used(provider.value(), used);
        auto config = with_flags(provider.value(), PluginFlag::Target::config, model.config_json,
                                 flags.plugin_flags);
        if (!config) return config.error();
        model.config_json = std::move(config.value());
    }
    return check_unused(flags.plugin_flags, used);
}

// The error names the flags in which the modality takes a sample.
Error nothing_to_ask(const RunSpec& spec, const Engine& engine) {
    std::string flags;
    if (const auto modality = engine.find(PluginKind::modality, spec.modality))
        for (const auto& flag : plugin_flags(modality.value()))
            if (flag.target == PluginFlag::Target::sample)
                flags += (flags.empty() ? "" : ", ") + flag.flag;
    return {
        ErrorCode::config,
        "there is nothing to ask the models: give --dataset FILE, or a sample by flag: " + flags};
}

// With one modality installed there is nothing to choose.
Status choose_modality(RunSpec& spec, const Engine& engine) {
    if (!spec.modality.empty()) return {};
    std::string known;
    std::size_t count = 0;
    for (const auto& plugin : engine.plugins()) {
        if (plugin.kind != PluginKind::modality) continue;
        known += (known.empty() ? "" : ", ") + plugin.id;
        spec.modality = plugin.id;
        ++count;
    }
    if (count == 1) return {};
    return Error(ErrorCode::config,
                 count == 0
                     ? std::string("no modality plugin was found; see `hexameter plugin list`")
                     : "say which one: " + known,
                 "--modality");
}

}  // namespace

void declare_plugin_flags(CLI::App& command, PluginKind kind,
                          const std::vector<PluginInfo>& plugins, Values& values) {
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

Result<std::string> with_flags(const PluginInfo& plugin, PluginFlag::Target target,
                               std::string object_json, const Values& values) {
    for (const auto& flag : plugin_flags(plugin)) {
        const auto typed = values.find(flag.flag);
        if (flag.target != target || typed == values.end() || typed->second.empty()) continue;
        auto merged = set_member(object_json, flag, typed->second);
        if (!merged) return merged.error();
        object_json = std::move(merged.value());
    }
    return object_json;
}

void declare_run_flags(CLI::App& command, RunFlags& flags, const std::vector<PluginInfo>& plugins) {
    command.add_option("file", flags.file, "Run file, YAML or JSON; flags are laid over it");
    command.add_option("--name", flags.name, "Name of the run");
    command.add_option("--modality", flags.modality, "Modality plugin");
    command.add_option("--provider", flags.provider, "Provider plugin of the models");
    // A list takes one word a time: it would else swallow the run file behind it.
    command.add_option("--model", flags.models, "Model; may be given again")
        ->allow_extra_args(false);
    command.add_option("--dataset", flags.dataset, "Samples: JSON Lines or CSV");
    command.add_option("--limit", flags.limit, "Only the first N samples");
    command.add_option("--metric", flags.metrics, "Metric plugin; may be given again")
        ->allow_extra_args(false);
    command
        .add_option("--iterations", flags.iterations, "Measured requests per sample and model (1)")
        ->check(CLI::Range(1u, 1'000'000'000u));
    command.add_option("--warmup", flags.warmup, "Requests per model before the measured ones (0)");
    command.add_option("--concurrency", flags.concurrency, "Requests in flight per model (1)")
        ->check(CLI::Range(1u, 100'000u));
    command.add_flag("--parallel", flags.parallel, "All models at once, not one after another");
    command.add_flag("--no-stream", flags.no_stream,
                     "Ask for whole replies; there is no TTFT then");
    command.add_option("--run-seed", flags.run_seed, "Seed of the engine's own random numbers");
    command.add_option("--timeout", flags.timeout_s, "Limit of one request in seconds (600)")
        ->check(CLI::PositiveNumber);
    command
        .add_option("--stall-timeout", flags.stall_timeout_s,
                    "Longest silence of a server in seconds (60)")
        ->check(CLI::PositiveNumber);
    command.add_option("--tag", flags.tags, "Word to find the run by; may be given again")
        ->allow_extra_args(false);
    command.add_option("--temperature", flags.temperature, "0: always the likeliest token")
        ->group(parameters_group);
    command.add_option("--seed", flags.seed, "Seed of what the models draw")
        ->group(parameters_group);
    command.add_option("--top-p", flags.top_p, "Share of the probability to draw from")
        ->group(parameters_group);
    command.add_option("--max-tokens", flags.max_tokens, "Longest answer")->group(parameters_group);
    command.add_option("--stop", flags.stop, "Ends the answer; may be given again")
        ->allow_extra_args(false)
        ->group(parameters_group);
    command
        .add_option("--param", flags.parameters, "NAME=VALUE for the models; may be given again")
        ->allow_extra_args(false)
        ->group(parameters_group);
    declare_plugin_flags(command, PluginKind::modality, plugins, flags.plugin_flags);
    declare_plugin_flags(command, PluginKind::provider, plugins, flags.plugin_flags);
}

Result<RunSpec> spec_from(const RunFlags& flags, const Engine& engine) {
    RunSpec spec;
    if (!flags.file.empty()) {
        auto loaded = load_run_file(flags.file);
        if (!loaded) return loaded.error();
        spec = std::move(loaded.value());
    }
    set_plain(spec, flags);
    if (auto ok = choose_modality(spec, engine); !ok) return ok.error();
    if (auto ok = set_models(spec, flags); !ok) return ok.error();
    if (spec.models.empty())
        return Error(ErrorCode::config,
                     "nothing to run: name a run file, or a model with --provider ID --model NAME "
                     "(`hexameter models` lists them); hexameter run --help has examples");
    if (auto ok = set_parameters(spec, flags); !ok) return ok.error();
    if (auto ok = set_plugin_flags(spec, flags, engine); !ok) return ok.error();
    if (spec.dataset.file.empty() && spec.dataset.inline_samples.empty())
        return nothing_to_ask(spec, engine);
    // Through the text form once: flags are held to the same schema as files.
    auto checked = parse_run_spec(to_json(spec), "flags", std::filesystem::current_path());
    if (!checked) return checked.error();
    return checked;
}

}  // namespace hexameter::cli
