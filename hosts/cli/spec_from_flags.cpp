// Invariants:
// 1. A value that was typed is held to what run files allow before it is laid over the spec, and
//    a fault in it names its flag; a fault of the file names the place there.
// 2. Faults are collected; what cannot be judged because of another fault waits.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "hexameter/spec_flags.hpp"
#include "own_address.hpp"
#include "plugin_config.hpp"
#include "run_fields.hpp"
#include "run_flags.hpp"
#include "setting_check.hpp"
#include "wrong.hpp"

namespace hexameter::cli {
namespace {

void set_milliseconds(const char* flag, const std::optional<std::string>& typed,
                      std::uint64_t& to_ms, Wrong& wrong) {
    constexpr double least_s = 0.001;
    constexpr double most_s = 604'800;  // a week, as in run files
    if (!typed) return;
    double seconds = 0;
    const auto* const end = typed->data() + typed->size();
    const auto read = std::from_chars(typed->data(), end, seconds);
    if (read.ec != std::errc() || read.ptr != end || !(seconds >= least_s && seconds <= most_s))
        return wrong.add(fmt::format("{}: must be a number of seconds from {} to {}, not {}", flag,
                                     least_s, most_s, *typed));
    to_ms = static_cast<std::uint64_t>(std::llround(seconds * 1000));
}

void set_plain(RunSpec& spec, const RunFlags& flags, Wrong& wrong) {
    if (!flags.name.empty()) spec.name = flags.name;
    if (flags.parallel) spec.order = ModelOrder::parallel;
    if (flags.no_stream) spec.stream = false;
    if (!flags.tags.empty()) spec.tags = flags.tags;
    set_milliseconds("--timeout", flags.timeout_s, spec.limits.total_ms, wrong);
    set_milliseconds("--stall-timeout", flags.stall_timeout_s, spec.limits.stall_ms, wrong);
    if (!flags.modality.empty()) {
        spec.modality = flags.modality;
        forget_places(spec, "modality");
    }
    if (!flags.dataset.empty()) {
        spec.dataset = {};
        spec.dataset.file = std::filesystem::absolute(flags.dataset);
        forget_places(spec, "dataset");
    }
    set_dataset(spec, flags, wrong);
    set_gates(spec, flags.gates, *flags.settings, wrong);
    set_numbers(spec, flags, wrong);
    if (flags.metrics.empty()) return;
    forget_places(spec, "metrics");
    spec.metrics.clear();
    for (const auto& id : flags.metrics) spec.metrics.push_back({id, "{}"});
}

// The models of the file, of another provider: what they say to theirs goes.
Status set_provider(RunSpec& spec, const std::string& provider) {
    if (spec.models.empty())
        return Error(ErrorCode::config,
                     fmt::format("say which model: --model NAME; `hexameter models --provider {}` "
                                 "lists them",
                                 provider),
                     "--provider");
    for (auto& model : spec.models) {
        if (model.provider == provider) continue;
        // Two of the same name were told apart by their providers.
        if (model.label.starts_with(fmt::format("{}/{}", model.provider, model.model)))
            model.label.clear();
        model.provider = provider;
        model.config_json = "{}";
        model.connection = {};
    }
    return {};
}

// What a model named by flag has beside its name: the provider by flag, or that of the file's
// models with its configuration, where they all have the same.
Result<ModelSpec> model_without_name(const RunSpec& spec, const RunFlags& flags) {
    ModelSpec model;
    model.provider = flags.provider;
    if (const auto* own = flags.settings->find("provider"); own != nullptr && spec.models.empty())
        if (model.provider.empty()) model.provider = own->values.front();
    if (!model.provider.empty()) return model;
    const auto differs = [&spec](const ModelSpec& other) {
        return !same_server(other, spec.models.front());
    };
    if (spec.models.empty() || std::any_of(spec.models.begin(), spec.models.end(), differs))
        return Error(ErrorCode::config,
                     fmt::format("say which provider has the model: --provider ID{}",
                                 spec.models.empty() ? ""
                                                     : " (the file's models have several providers "
                                                       "or configurations)"),
                     "--model");
    model.provider = spec.models.front().provider;
    model.config_json = spec.models.front().config_json;
    model.connection = spec.models.front().connection;
    return model;
}

Status set_models(RunSpec& spec, const RunFlags& flags) {
    if (flags.models.empty() && flags.provider.empty()) return {};
    forget_places(spec, "models");
    if (flags.models.empty()) return set_provider(spec, flags.provider);
    auto model = model_without_name(spec, flags);
    if (!model) return model.error();
    spec.models.clear();
    for (const auto& name : flags.models) {
        model->model = name;
        spec.models.push_back(model.value());
    }
    return {};
}

// The fields that a run file may lack, as flags or this host give them.
std::vector<std::string> given_by(const RunFlags& flags, const Engine& engine) {
    std::vector<std::string> given{"modality"};  // see choose_modality
    if (!flags.provider.empty() || !flags.models.empty()) given.emplace_back("models");
    bool sample = !flags.dataset.empty();
    for (const auto& plugin : engine.plugins()) {
        for (const auto& flag : plugin_flags(plugin)) {
            const auto typed = flags.plugin_flags.find(flag.flag);
            sample = sample || (flag.target == PluginFlag::Target::sample &&
                                typed != flags.plugin_flags.end() && !typed->second.empty());
        }
    }
    if (sample) given.emplace_back("dataset");
    return given;
}

// The first flag that was typed for the samples of a file; "" for none.
std::string file_flag(const RunFlags& flags) {
    if (!flags.dataset.empty()) return "--dataset";
    if (!flags.dataset_format.empty()) return "--dataset-format";
    if (!flags.fields.empty()) return "--field";
    if (flags.sample) return "--sample";
    return flags.shuffle ? "--shuffle" : "";
}

// What the plugin says of its configuration is said of the flags that were typed for it.
void name_flags(RunSpec& spec, const std::string& owner, const PluginInfo& plugin,
                const TypedFlags& values) {
    for (const auto& flag : plugin_flags(plugin))
        if (const auto typed = values.find(flag.flag); flag.target == PluginFlag::Target::config &&
                                                       typed != values.end() &&
                                                       !typed->second.empty())
            name_flag(spec, owner + "/config/" + flag.member, flag.flag);
}

Status set_modality_flags(RunSpec& spec, const PluginInfo& modality, const RunFlags& flags) {
    const auto& values = flags.plugin_flags;
    auto config =
        with_flags(modality, PluginFlag::Target::config, spec.modality_config_json, values);
    if (!config) return config.error();
    spec.modality_config_json = std::move(config.value());
    name_flags(spec, "/modality", modality, values);
    auto sample = with_flags(modality, PluginFlag::Target::sample, "{}", values);
    if (!sample) return sample.error();
    if (sample.value() == "{}") return {};
    if (const auto flag = file_flag(flags); !flag.empty())
        return Error(ErrorCode::config, "a sample was given by flag as well; give one of the two",
                     flag);
    spec.dataset = {};
    spec.dataset.inline_samples.push_back(std::move(sample.value()));
    forget_places(spec, "dataset");
    return {};
}

// The plugin's configuration with the flags laid over it, and what the user's own settings add.
Result<std::string> config_of(const PluginInfo& plugin, const std::string& named,
                              const std::string& config_json, const RunFlags& flags) {
    auto config = with_flags(plugin, PluginFlag::Target::config, config_json, flags.plugin_flags);
    if (!config || plugin.kind != PluginKind::provider) return config;
    return with_own_address(*flags.settings, plugin, named, config.value());
}

// Lays the flags of plugins over the configurations. Plugins that are not there were named before.
void set_plugin_flags(RunSpec& spec, const RunFlags& flags, const Engine& engine, Wrong& wrong) {
    const auto modality = engine.find(PluginKind::modality, spec.modality);
    if (!modality) return;
    wrong.add(set_modality_flags(spec, modality.value(), flags));
    std::vector<PluginInfo> plugins{modality.value()};
    const auto lay_over = [&](PluginKind kind, const std::string& id, std::string& config_json) {
        const auto plugin = engine.find(kind, id);
        if (!plugin) return false;
        plugins.push_back(plugin.value());
        auto config = config_of(plugin.value(), id, config_json, flags);
        if (config)
            config_json = std::move(config.value());
        else
            wrong.add(config.error());
        return true;
    };
    bool reaches = !flags.connection.any();
    for (auto& model : spec.models) {
        if (!lay_over(PluginKind::provider, model.provider, model.config_json)) return;
        if (!has_server(plugins.back())) continue;
        reaches = true;
        set_connection(model.connection, flags.connection, wrong);
    }
    for (std::size_t i = 0; i < spec.metrics.size(); ++i) {
        auto& metric = spec.metrics[i];
        if (!lay_over(PluginKind::metric, metric.id, metric.config_json)) return;
        name_flags(spec, fmt::format("/metrics/{}", i), plugins.back(), flags.plugin_flags);
    }
    if (!reaches)
        wrong.add(std::string("flags of the connection: no model of this run has a server"));
    wrong.add(check_taken(flags.plugin_flags, plugins, engine.plugins(),
                          "no plugin of this run takes this flag"));
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

// Asks plugins about their configurations with the flags laid over. Faults of flags go to `wrong`.
ConfigCheck config_check(const RunFlags& flags, const Engine& engine, Wrong& wrong) {
    return [&](PluginKind kind, const std::string& id,
               const std::string& config_json) -> Result<std::vector<SpecFault>> {
        const auto plugin = engine.find(kind, id);
        if (!plugin) return plugin.error();
        auto config = config_of(plugin.value(), id, config_json, flags);
        if (!config) {
            wrong.add(config.error());
            return std::vector<SpecFault>{};
        }
        const auto faults = engine.check_config(kind, id, config.value());
        if (!faults) return faults.error();
        std::vector<SpecFault> of_file;
        for (const auto& fault : faults.value()) {
            const auto flag = flag_of(plugin.value(), fault.pointer, flags.plugin_flags);
            if (flag.empty())
                of_file.push_back(fault);
            else
                wrong.add(flag + ": " + fault.message);
        }
        return of_file;
    };
}

// What plugins that only flags name have to say.
void check_plugins(const RunSpec& spec, const RunFlags& flags, const ConfigCheck& check,
                   Wrong& wrong) {
    const auto ask = [&](const std::string& flag, PluginKind kind, const std::string& id,
                         const std::string& config_json) {
        const auto faults = check(kind, id, config_json);
        if (!faults) return wrong.add(faults.error().at(flag));
        for (const auto& fault : faults.value())
            wrong.add(
                fmt::format("{} {}: configuration {}: {}", flag, id, fault.pointer, fault.message));
    };
    ask("--modality", PluginKind::modality, spec.modality, spec.modality_config_json);
    const auto* own = flags.settings->find("provider");
    const bool chosen = !flags.provider.empty() || own == nullptr;
    for (const auto& model : spec.models)
        ask(chosen || model.provider != own->values.front() ? "--provider"
                                                            : place_of(*flags.settings, *own),
            PluginKind::provider, model.provider, model.config_json);
    for (const auto& metric : spec.metrics)
        ask("--metric", PluginKind::metric, metric.id, metric.config_json);
}

// Only flags can have brought in what the schema of run files refuses.
void check_fields(const RunSpec& spec, Wrong& wrong) {
    constexpr std::pair<std::string_view, const char*> flags[] = {
        {"/name", "--name"},
        {"/modality", "--modality"},
        {"/dataset/format", "--dataset-format"},
        {"/dataset/fields", "--field"},
        {"/dataset", "--dataset"},
        {"/models", "--model"},
        {"/parameters/stop", "--stop"},
        {"/parameters", "--param"},
        {"/tags", "--tag"},
        {"/metrics", "--metric"},
        {"/asserts", "--assert"}};
    for (const auto& fault : faults_of(spec)) {
        std::string where = fault.pointer;
        for (const auto& [prefix, flag] : flags) {
            if (!fault.pointer.starts_with(prefix)) continue;
            where = fault.pointer.substr(prefix.size());
            std::replace(where.begin(), where.end(), '/', ' ');
            where.insert(0, flag);
            break;
        }
        wrong.add(where + ": " + fault.message);
    }
}

// Whatever is laid over the spec as text. A path may be of any bytes, but the data set's, which the
// record tells.
void check_texts(const RunFlags& flags, Wrong& wrong) {
    const std::pair<const char*, std::vector<std::string>> texts[] = {
        {"--name", {flags.name}},
        {"--modality", {flags.modality}},
        {"--provider", {flags.provider}},
        {"--model", flags.models},
        {"--dataset", {flags.dataset}},
        {"--dataset-format", {flags.dataset_format}},
        {"--field", flags.fields},
        {"--metric", flags.metrics},
        {"--tag", flags.tags},
        {"--assert", flags.gates.asserts},
        {"--stop", flags.stop},
        {"--param", flags.parameters}};
    for (const auto& [flag, typed] : texts) wrong.add(check_text(flag, typed));
    for (const auto& [flag, typed] : flags.plugin_flags) wrong.add(check_text(flag, typed));
}

}  // namespace

Result<std::string> with_flags(const PluginInfo& plugin, PluginFlag::Target target,
                               std::string object_json, const TypedFlags& values) {
    for (const auto& flag : plugin_flags(plugin)) {
        const auto typed = values.find(flag.flag);
        if (flag.target != target || typed == values.end() || typed->second.empty()) continue;
        auto merged = set_member(object_json, flag, typed->second);
        if (!merged) return merged.error();
        object_json = std::move(merged.value());
    }
    return object_json;
}

Result<RunSpec> spec_from(const RunFlags& flags, const Engine& engine) {
    RunSpec spec;
    Wrong wrong;
    check_texts(flags, wrong);
    if (wrong.any()) return wrong.error();
    const auto check = config_check(flags, engine, wrong);
    if (!flags.file.empty()) {
        const auto ending = std::filesystem::path(flags.file).extension();
        if (ending == ".jsonl" || ending == ".csv" || ending == ".tsv")
            return Error(ErrorCode::config,
                         fmt::format("a run file is YAML or JSON; a data set is named by "
                                     "--dataset {}",
                                     flags.file),
                         flags.file);
        auto loaded = load_run_file(flags.file, check, given_by(flags, engine));
        if (loaded)
            spec = std::move(loaded.value());
        else
            wrong.add(loaded.error());
    }
    const bool file_is_wrong = wrong.any();
    set_plain(spec, flags, wrong);
    set_parameters(spec, flags, wrong);
    if (file_is_wrong) return wrong.error();
    if (auto ok = choose_modality(spec, engine); !ok) return ok.error();
    if (auto ok = set_models(spec, flags); !ok) return ok.error();
    if (spec.models.empty())
        return Error(ErrorCode::config,
                     "nothing to run: name a run file, or a model with --provider ID --model NAME "
                     "(`hexameter models` lists them); hexameter run --help has examples");
    check_plugins(spec, flags, check, wrong);
    set_plugin_flags(spec, flags, engine, wrong);
    if (wrong.any()) return wrong.error();
    if (spec.dataset.file.empty() && spec.dataset.inline_samples.empty())
        return nothing_to_ask(spec, engine);
    check_fields(spec, wrong);
    if (wrong.any()) return wrong.error();
    // Through the text form once: models get their labels as those of a file do.
    auto whole = parse_run_spec(to_json(spec), "flags", std::filesystem::current_path());
    if (whole) whole->places = spec.places;
    return whole;
}

}  // namespace hexameter::cli
