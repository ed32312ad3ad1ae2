#include <fmt/core.h>

#include <memory>

#include "command_line.hpp"
#include "hexameter/listing.hpp"
#include "output.hpp"
#include "outputs.hpp"
#include "own_address.hpp"
#include "plugin_config.hpp"
#include "run_flags.hpp"
#include "setting_check.hpp"

namespace hexameter::embedded {
extern const std::string_view first_run;  // first_run.yaml
}

namespace hexameter::cli {
namespace {

struct InitOptions {
    std::string file = "hexameter.yaml";
    std::string provider;
    std::vector<std::string> models;
    bool force = false;
    TypedFlags flags;
};

// In double quotes, which YAML takes as JSON does.
std::string in_quotes(const std::string& word) {
    const auto list = json_array({word});
    return list.substr(1, list.size() - 2);
}

Result<PluginInfo> provider_of(CommandLine& line, InitOptions& options) {
    const auto* own = line.settings.find("provider");
    const bool chosen = !options.provider.empty() || own == nullptr;
    if (!chosen) options.provider = own->values.front();
    if (options.provider.empty())
        return Error(ErrorCode::config, "say which provider has the model: --provider ID",
                     "--model");
    auto provider = line.open_engine().find(PluginKind::provider, options.provider);
    if (!provider)
        return provider.error().at(chosen ? "--provider" : place_of(line.settings, *own));
    if (options.models.empty())
        return Error(ErrorCode::config,
                     fmt::format("say which model: --model NAME; `{} models --provider {}` lists "
                                 "them",
                                 line.same_program(), options.provider),
                     "--provider");
    return provider;
}

// The lines from "models:" on that name the models.
Result<std::string> models_text(CommandLine& line, InitOptions& options) {
    const auto provider = provider_of(line, options);
    if (!provider) return provider.error();
    if (auto ok = check_taken(options.flags, {provider.value()}, line.open_engine().plugins(),
                              fmt::format("provider {} does not take this flag", provider->id));
        !ok)
        return ok.error();
    auto config = with_flags(provider.value(), PluginFlag::Target::config, "{}", options.flags);
    if (config)
        config =
            with_own_address(line.settings, provider.value(), options.provider, config.value());
    if (!config) return config.error();
    std::string text = "models:\n";
    for (const auto& model : options.models) {
        if (auto ok = check_text("--model", {model}); !ok) return ok.error();
        text += fmt::format("  - provider: {}\n    model: {}\n", in_quotes(options.provider),
                            in_quotes(model));
        if (config.value() != "{}") text += fmt::format("    config: {}\n", config.value());
    }
    return text;
}

Result<std::string> file_text(CommandLine& line, InitOptions& options) {
    std::string text(embedded::first_run);
    bool flags = false;
    for (const auto& [flag, typed] : options.flags) flags = flags || !typed.empty();
    if (options.provider.empty() && options.models.empty() && !flags) return text;
    const auto models = models_text(line, options);
    if (!models) return models.error();
    const auto begin = text.find("models:\n");
    return text.replace(begin, text.find("\n\n", begin) + 1 - begin, models.value());
}

int init(CommandLine& line, InitOptions& options) {
    const bool to_stdout = options.file == "-";
    if (std::filesystem::path(options.file).extension() == ".json")
        return tell({ErrorCode::config,
                     "what init writes is YAML, with comments, for which JSON has no place; name a "
                     "file that ends in .yaml",
                     options.file});
    using enum OutputFile::Replaces;
    if (auto ok = check_outputs(line, {{"init", options.file, options.force ? anything : nothing}});
        !ok)
        return tell(ok.error());
    const auto text = file_text(line, options);
    if (!text) return tell(text.error());
    // Nothing is written that `run` would refuse.
    const auto spec = parse_run_spec(text.value(), options.file, "",
                                     [&](auto kind, const auto& id, const auto& config) {
                                         return line.open_engine().check_config(kind, id, config);
                                     });
    if (!spec) return tell(spec.error());
    if (auto ok = write_output(options.file, text.value()); !ok) return tell(ok.error());
    if (!to_stdout)
        say(fmt::format("wrote {}\nrun it:       {} run {}\nother models: {} models", options.file,
                        line.same_program(), cli::quoted(options.file), line.same_program()));
    return exit_ok;
}

}  // namespace

void add_init_command(CommandLine& line) {
    auto options = std::make_shared<InitOptions>();
    auto* command = line.app.add_subcommand("init", "Write a run file to begin with; asks nothing");
    command
        ->add_option("file", options->file,
                     "Where to write it; - is standard output (hexameter.yaml)")
        ->check(not_empty("the name of a file"));
    command->add_flag("--force", options->force, "Replace a file that is there");
    command->add_option("--provider", options->provider, "Provider of the models");
    command->add_option("--model", options->models, "Model that answers; may be given again")
        ->allow_extra_args(false);
    line.with_plugin_flags(*command, [command, options](const std::vector<PluginInfo>& plugins) {
        declare_plugin_flags(*command, PluginKind::provider, plugins, options->flags);
    });
    command->callback(
        [&line, options] { line.action = [&line, options] { return init(line, *options); }; });
}

}  // namespace hexameter::cli
