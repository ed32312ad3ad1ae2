#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "command_line.hpp"
#include "hexameter/listing.hpp"
#include "hexameter/nearest.hpp"
#include "output.hpp"

namespace hexameter::cli {
namespace {

struct PluginOptions {
    std::string format;
    std::string file;
};

Listing listing_of(const std::vector<PluginInfo>& plugins, bool json) {
    Listing listing{{"kind", "id", "aliases", "version", "name", "file"}, {}, {}};
    if (json) listing.json = {"aliases"};
    for (const auto& plugin : plugins)
        listing.rows.push_back({std::string(to_string(plugin.kind)), plugin.id,
                                json ? json_array(plugin.aliases) : joined(plugin.aliases),
                                plugin.version, plugin.name, plugin.file.string()});
    return listing;
}

// A table for each folder, whose name would take the room of all else in each line.
std::string for_people(const std::vector<PluginInfo>& plugins, const ReportOptions& look) {
    std::map<std::filesystem::path, Listing> by_folder;
    for (const auto& plugin : plugins) {
        auto& listing = by_folder[plugin.file.parent_path()];
        listing.columns = {"kind", "id", "aliases", "version", "file"};
        listing.may_cut = {"aliases"};
        listing.may_drop = {"version", "aliases", "file"};
        listing.rows.push_back({std::string(to_string(plugin.kind)), plugin.id,
                                joined(plugin.aliases), plugin.version,
                                plugin.file.filename().string()});
    }
    std::string text;
    for (const auto& [folder, listing] : by_folder)
        text +=
            fmt::format("{}in {}\n{}", text.empty() ? "" : "\n", without_controls(folder.string()),
                        render_listing(listing, ReportFormat::table, look));
    return text;
}

int list_plugins(CommandLine& line, const PluginOptions& options) {
    const auto format = format_for(options.format);
    if (!format) return tell(format.error());
    const auto& engine = line.open_engine();
    const auto& plugins = engine.plugins();
    const bool json = format.value() == ReportFormat::json || format.value() == ReportFormat::jsonl;
    const ReportOptions look{line.color_on(STDOUT_FILENO), listing_width()};
    const auto text = format.value() == ReportFormat::table
                          ? for_people(plugins, look)
                          : render_listing(listing_of(plugins, json), format.value(), look);
    if (auto ok = write_output("-", text); !ok) return tell(ok.error());
    for (const auto& refusal : engine.refusals())
        say(fmt::format("refused: {}: {}", refusal.file.string(), refusal.reason));
    if (plugins.empty()) {
        say("no plugin was found in these folders; name another with --plugin-dir:");
        for (const auto& folder : plugin_search_path(line.plugin_dirs()))
            say("  " + folder.string());
    }
    return exit_ok;
}

std::string or_none(const std::string& words) {
    return words.empty() ? "none" : words;
}

bool is_named(const PluginInfo& plugin, const std::string& word) {
    return plugin.id == word || plugin.file.filename() == word ||
           std::find(plugin.aliases.begin(), plugin.aliases.end(), word) != plugin.aliases.end();
}

// A file as it stands, else what `plugin list` calls by that word.
Result<std::filesystem::path> file_of(CommandLine& line, const std::string& word) {
    std::error_code none;
    const auto status = std::filesystem::status(word, none);
    if (std::filesystem::exists(status) && !std::filesystem::is_directory(status))
        return std::filesystem::path(word);
    const auto& engine = line.open_engine();
    std::set<std::filesystem::path> found;
    std::vector<std::string> known;
    for (const auto& plugin : engine.plugins()) {
        if (is_named(plugin, word)) found.insert(plugin.file);
        known.push_back(plugin.id);
        known.push_back(plugin.file.filename().string());
    }
    if (found.empty())
        for (const auto& refusal : engine.refusals())
            if (refusal.file.filename() == word) found.insert(refusal.file);
    if (found.size() == 1) return *found.begin();
    if (found.empty()) {
        const auto near = nearest_word(word, known);
        return Error(ErrorCode::not_found,
                     fmt::format("no such file, and no plugin with that id, alias or file name{}; "
                                 "`hexameter plugin list` has them",
                                 near ? fmt::format(" (did you mean \"{}\"?)", *near) : ""),
                     word);
    }
    std::string files;
    for (const auto& file : found) files += "\n  " + file.string();
    return Error(ErrorCode::config, "several files are called so; name one:" + files, word);
}

int inspect(CommandLine& line, const PluginOptions& options) {
    const auto place = file_of(line, options.file);
    if (!place) return tell(place.error());
    const auto file = inspect_plugin(place.value());
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
    one->add_option("file", options->file,
                    "A plugin: *.so, or an id, alias or file name of the list")
        ->required();
    one->callback(
        [&line, options] { line.action = [&line, options] { return inspect(line, *options); }; });
}

}  // namespace hexameter::cli
