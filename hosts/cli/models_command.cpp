#include <fmt/core.h>
#include <unistd.h>

#include <memory>

#include "command_line.hpp"
#include "hexameter/flags.hpp"
#include "hexameter/listing.hpp"
#include "output.hpp"
#include "own_address.hpp"
#include "plugin_config.hpp"
#include "run_flags.hpp"
#include "wrong.hpp"

namespace hexameter::cli {
namespace {

struct ModelsOptions {
    std::string provider;
    std::string format;
    TypedFlags flags;
    ConnectionFlags connection;
    const Settings* settings = nullptr;

    // Words for a provider: the one that was typed, or its own.
    [[nodiscard]] const std::string& name_of(const PluginInfo& info) const {
        return provider.empty() ? info.id : provider;
    }
};

Result<std::vector<ListedModel>> ask(Engine& engine, const PluginInfo& provider,
                                     const ModelsOptions& options) {
    ModelSpec spec;
    spec.provider = provider.id;
    auto config = with_flags(provider, PluginFlag::Target::config, "{}", options.flags);
    if (config)
        config = with_own_address(*options.settings, provider, options.name_of(provider),
                                  config.value());
    if (!config) return config.error();
    spec.config_json = std::move(config.value());
    Wrong wrong;
    if (has_server(provider)) set_connection(spec.connection, options.connection, wrong);
    if (wrong.any()) return wrong.error();
    return engine.models(spec);
}

void add_rows(Listing& listing, const PluginInfo& provider, const std::string& address,
              const std::vector<ListedModel>& models) {
    for (const auto& model : models) {
        listing.rows.push_back({provider.id, model.id, address});
        if (!listing.json.empty()) listing.rows.back().push_back(model.details_json);
    }
}

// Where the provider is asked: as typed, else as the user or its manifest says; "" for one without
// a server.
std::string address_of(const PluginInfo& provider, const ModelsOptions& options) {
    for (const auto& flag : plugin_flags(provider)) {
        const auto typed = options.flags.find(flag.flag);
        if (flag.member == address_member && typed != options.flags.end() && !typed->second.empty())
            return typed->second.back();
    }
    const auto own = own_address(*options.settings, provider, options.name_of(provider));
    return own.empty() ? config_default(provider, address_member) : own;
}

// What to do about a provider that gave no list. Whoever knows more than that nobody answered has
// said what to do already.
Error advice_for(const PluginInfo& provider, const std::string& address, const Error& failure) {
    if (failure.code() == ErrorCode::config) return failure;
    const bool no_server =
        failure.code() == ErrorCode::transport || failure.code() == ErrorCode::timeout;
    if (address.empty() || !no_server) return {failure.code(), failure.message(), provider.id};
    std::string flag;
    for (const auto& one : plugin_flags(provider))
        if (one.member == address_member) flag = one.flag;
    return {failure.code(),
            fmt::format("no models from {} ({}); start a server there, or point to yours: "
                        "--provider {} {} URL",
                        address, failure.message(), provider.id, flag),
            provider.id};
}

// Every provider at its usual address. One that does not answer is no failure; a wrong flag is.
int ask_all(Engine& engine, const ModelsOptions& options, Listing& listing) {
    int code = exit_ok;
    for (const auto& plugin : engine.plugins()) {
        if (plugin.kind != PluginKind::provider) continue;
        const auto address = address_of(plugin, options);
        const auto models = ask(engine, plugin, options);
        if (!models && models.error().code() == ErrorCode::config)
            code = tell(models.error());
        else if (!models)
            say(advice_for(plugin, address, models.error()).text());
        else if (models->empty())
            say(fmt::format("{}: the server at {} has no models", plugin.id, address));
        else
            add_rows(listing, plugin, address, models.value());
    }
    return code;
}

int list_models(CommandLine& line, const ModelsOptions& options) {
    const auto format = format_for(options.format);
    if (!format) return tell(format.error());
    auto& engine = line.open_engine();
    int code = exit_ok;
    Listing listing{{"provider", "model", "address"}, {}, {}};
    listing.may_drop = {"address"};
    if (format.value() == ReportFormat::json || format.value() == ReportFormat::jsonl) {
        listing.columns.emplace_back("details");
        listing.json = {"details"};
    }
    if (!options.provider.empty()) {
        const auto provider = engine.find(PluginKind::provider, options.provider);
        if (!provider) return tell(provider.error().at("--provider"));
        if (auto ok = check_taken(options.flags, {provider.value()}, engine.plugins(),
                                  fmt::format("provider {} does not take this flag", provider->id),
                                  false);
            !ok)
            return tell(ok.error());
        const auto models = ask(engine, provider.value(), options);
        const auto address = address_of(provider.value(), options);
        if (!models) return tell(advice_for(provider.value(), address, models.error()));
        add_rows(listing, provider.value(), address, models.value());
    } else {
        code = ask_all(engine, options, listing);
    }
    const ReportOptions look{line.color_on(STDOUT_FILENO), listing_width()};
    if (auto ok = write_output("-", render_listing(listing, format.value(), look)); !ok)
        return tell(ok.error());
    return code;
}

}  // namespace

void add_models_command(CommandLine& line) {
    auto options = std::make_shared<ModelsOptions>();
    auto* command = line.app.add_subcommand(
        "models", "List the models of a provider, or of every provider at its usual address");
    command->add_option("--provider", options->provider, "Provider plugin (all of them)");
    command->add_option(
        "--format", options->format,
        std::string(format_help) + "; json and jsonl hold all that the provider says");
    declare_connection_flags(*command, options->connection);
    options->settings = &line.settings;
    line.with_plugin_flags(*command, [command, options](const std::vector<PluginInfo>& plugins) {
        declare_plugin_flags(*command, PluginKind::provider, plugins, options->flags, false);
    });
    line.end_help(*command);
    command->callback([&line, options] {
        line.action = [&line, options] { return list_models(line, *options); };
    });
}

}  // namespace hexameter::cli
