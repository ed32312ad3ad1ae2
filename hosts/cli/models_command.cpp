#include <fmt/core.h>
#include <unistd.h>

#include <map>
#include <memory>

#include "command_line.hpp"
#include "hexameter/flags.hpp"
#include "hexameter/listing.hpp"
#include "output.hpp"
#include "run_flags.hpp"

namespace hexameter::cli {
namespace {

struct ModelsOptions {
    std::string provider;
    std::string format = "table";
    std::map<std::string, std::vector<std::string>> flags;
};

Result<std::vector<ListedModel>> ask(Engine& engine, const PluginInfo& provider,
                                     const ModelsOptions& options) {
    ModelSpec spec;
    spec.provider = provider.id;
    auto config = with_flags(provider, PluginFlag::Target::config, "{}", options.flags);
    if (!config) return config.error();
    spec.config_json = std::move(config.value());
    return engine.models(spec);
}

void add_rows(Listing& listing, const std::string& provider,
              const std::vector<ListedModel>& models) {
    for (const auto& model : models) listing.rows.push_back({provider, model.id});
}

int list_models(CommandLine& line, const ModelsOptions& options) {
    const auto format = report_format_from(options.format);
    if (!format) return tell(format.error());
    auto engine = line.open_engine(false);
    if (!engine) return tell(engine.error());
    Listing listing{{"provider", "model"}, {}};
    if (!options.provider.empty()) {
        const auto provider = engine.value()->find(PluginKind::provider, options.provider);
        if (!provider) return tell(provider.error());
        const auto models = ask(*engine.value(), provider.value(), options);
        if (!models) return tell(models.error());
        add_rows(listing, provider->id, models.value());
    } else {
        for (const auto& plugin : engine.value()->plugins()) {
            if (plugin.kind != PluginKind::provider) continue;
            const auto models = ask(*engine.value(), plugin, options);
            const auto address = config_default(plugin, "base_url");
            if (models)
                add_rows(listing, plugin.id, models.value());
            else if (address.empty())
                fmt::print(stderr, "{}: {}\n", plugin.id, models.error().message());
            else
                fmt::print(stderr, "{}: nothing usable at {} ({})\n", plugin.id, address,
                           models.error().message());
        }
    }
    const ReportOptions look{line.color_on(STDOUT_FILENO), output_width()};
    if (auto ok = write_output("-", render_listing(listing, format.value(), look)); !ok)
        return tell(ok.error());
    return exit_ok;
}

}  // namespace

void add_models_command(CommandLine& line) {
    auto options = std::make_shared<ModelsOptions>();
    auto* command = line.app.add_subcommand(
        "models", "List the models of a provider, or of every provider at its usual address");
    command->add_option("--provider", options->provider, "Provider plugin");
    command->add_option("--format", options->format, "table, json, jsonl, csv or md");
    command->preparse_callback([&line, command, options](std::size_t) {
        auto engine = line.open_engine(false);
        if (engine)
            declare_plugin_flags(*command, PluginKind::provider, engine.value()->plugins(),
                                 options->flags);
    });
    command->callback([&line, options] {
        line.action = [&line, options] { return list_models(line, *options); };
    });
}

}  // namespace hexameter::cli
