#include <fmt/core.h>
#include <unistd.h>

#include <memory>

#include "command_line.hpp"
#include "hexameter/listing.hpp"
#include "output.hpp"

namespace hexameter::cli {
namespace {

struct PluginOptions {
    std::string format;
    std::string file;
};

int list_plugins(CommandLine& line, const PluginOptions& options) {
    const auto format = format_for(options.format);
    if (!format) return tell(format.error());
    const auto& engine = line.open_engine();
    Listing listing{{"kind", "id", "aliases", "version", "name", "file"}, {}, {}};
    listing.may_drop = {"version", "aliases", "file"};
    const bool json = format.value() == ReportFormat::json || format.value() == ReportFormat::jsonl;
    if (json) listing.json = {"aliases"};
    // A table has no room for names: ids say nearly the same.
    const bool people = format.value() == ReportFormat::table;
    for (const auto& plugin : engine.plugins())
        listing.rows.push_back({std::string(to_string(plugin.kind)), plugin.id,
                                json ? json_array(plugin.aliases) : joined(plugin.aliases),
                                plugin.version, people ? "" : plugin.name, plugin.file.string()});
    const ReportOptions look{line.color_on(STDOUT_FILENO), output_width()};
    if (auto ok = write_output("-", render_listing(listing, format.value(), look)); !ok)
        return tell(ok.error());
    for (const auto& refusal : engine.refusals())
        say(fmt::format("refused: {}: {}", refusal.file.string(), refusal.reason));
    if (listing.rows.empty()) {
        say("no plugin was found in these folders; name another with --plugin-dir:");
        for (const auto& folder : plugin_search_path(line.plugin_dirs()))
            say("  " + folder.string());
    }
    return exit_ok;
}

std::string or_none(const std::string& words) {
    return words.empty() ? "none" : words;
}

int inspect(const PluginOptions& options) {
    const auto file = inspect_plugin(options.file);
    if (!file) return tell(file.error());
    std::string out;
    out += fmt::format("file      {}\n", file->file.string());
    out += fmt::format("sha256    {}\n", file->sha256);
    out += fmt::format("abi       {}.{} (needs {}.{})\n", file->abi_major, file->abi_minor_built,
                       file->abi_major, file->abi_minor_needed);
    out += fmt::format("exports   {}\n", or_none(joined(file->exports)));
    out += fmt::format("needs     {}\n", or_none(joined(file->needed)));
    for (const auto& plugin : file->plugins) {
        out += fmt::format("\n{} {} {}: {} ({})\n", to_string(plugin.kind), plugin.id,
                           plugin.version, plugin.name, plugin.license);
        for (const auto& metric : plugin.metrics)
            out += fmt::format("  metric {} [{}]: {}\n", metric.id, metric.unit, metric.help);
    }
    out += fmt::format("\nmanifest\n{}\n", file->manifest_json);
    if (auto ok = write_output("-", out); !ok) return tell(ok.error());
    return exit_ok;
}

}  // namespace

void add_plugin_command(CommandLine& line) {
    auto options = std::make_shared<PluginOptions>();
    auto* command =
        line.app.add_subcommand("plugin", "See what is loaded, and why something is not");
    command->require_subcommand(1);
    auto* list = command->add_subcommand("list", "Plugins on the search path, and refused files");
    list->add_option("--format", options->format, format_help);
    list->callback([&line, options] {
        line.action = [&line, options] { return list_plugins(line, *options); };
    });
    auto* one =
        command->add_subcommand("inspect", "What a plugin file says of itself; runs nothing");
    one->add_option("file", options->file, "A plugin, *.so")->required()->check(CLI::ExistingFile);
    one->callback([&line, options] { line.action = [options] { return inspect(*options); }; });
}

}  // namespace hexameter::cli
