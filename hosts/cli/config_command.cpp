#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "command_line.hpp"
#include "hexameter/listing.hpp"
#include "hexameter/nearest.hpp"
#include "output.hpp"
#include "own_address.hpp"
#include "setting_check.hpp"

namespace hexameter::cli {
namespace {

namespace fs = std::filesystem;

struct ConfigOptions {
    std::string key;
    std::vector<std::string> values;
    std::string format;
    bool origin = false;
};

// What holds, and who says so.
struct Effective {
    std::string key;
    std::vector<std::string> values;
    std::string origin;
};

// The flag of all commands that says the same as a setting, and what was typed; then the variable.
std::vector<std::string> typed(const CommandLine& line, const std::string& key) {
    if (key == "home" && !line.common.home.empty()) return {line.common.home.string()};
    if (key == "color" && !line.common.color.empty()) return {line.common.color};
    if (key == "log_level" && !line.common.log_level.empty()) return {line.common.log_level};
    std::vector<std::string> folders;
    if (key == "plugin_dir")
        for (const auto& folder : line.common.plugin_dirs) folders.push_back(folder.string());
    return folders;
}

std::string flag_of(std::string key) {
    std::replace(key.begin(), key.end(), '_', '-');
    return "--" + key;
}

Effective effective(const CommandLine& line, const std::string& key,
                    const std::string& default_value) {
    struct Variable {
        const char* key;
        const char* name;
        std::string value;
    };

    const Variable variables[] = {
        {"home", "HEXAMETER_HOME", environment("HEXAMETER_HOME")},
        {"plugin_dir", "HEXAMETER_PLUGIN_PATH", environment("HEXAMETER_PLUGIN_PATH")},
        {"color", "NO_COLOR", environment("NO_COLOR").empty() ? "" : "never"}};
    if (auto words = typed(line, key); !words.empty())
        return {key, std::move(words), "flag " + flag_of(key)};
    for (const auto& variable : variables)
        if (key == variable.key && !variable.value.empty())
            return {key, {variable.value}, std::string("environment ") + variable.name};
    if (const auto* own = line.settings.find(key))
        return {key, own->values, fmt::format("{}:{}", line.settings.file.string(), own->line)};
    auto value = default_value;
    if (const auto home = default_home(); key == "home" && home) value = home->string();
    return {key, {value}, "default"};
}

// Every setting that there is; of those by provider the ones that a plugin or the file names.
std::vector<Effective> all_effective(CommandLine& line) {
    std::vector<Effective> all;
    for (const auto& kind : setting_kinds()) {
        if (!kind.by_provider) {
            all.push_back(effective(line, kind.key, kind.default_value));
            continue;
        }
        std::vector<std::string> done;
        for (const auto& plugin : line.open_engine().plugins()) {
            if (plugin.kind != PluginKind::provider) continue;
            const auto usual = config_default(plugin, kind.key);
            if (usual.empty()) continue;
            done.push_back(kind.key + '.' + plugin.id);
            all.push_back(effective(line, done.back(), usual));
        }
        for (const auto& own : line.settings.values)
            if (own.key.starts_with(kind.key + '.') &&
                std::find(done.begin(), done.end(), own.key) == done.end())
                all.push_back(effective(line, own.key, ""));
    }
    return all;
}

int tell_faults(const CommandLine& line) {
    int code = exit_ok;
    for (const auto& fault : line.settings.faults) code = tell({ErrorCode::config, fault.message});
    return code;
}

int show(CommandLine& line, const ConfigOptions& options) {
    const auto format = format_for(options.format);
    if (!format) return tell(format.error());
    Listing listing{{"key", "value"}, {}, {}};
    if (options.origin) listing.columns.emplace_back("origin");
    for (const auto& one : all_effective(line)) {
        listing.rows.push_back({one.key, fmt::format("{}", fmt::join(one.values, ":"))});
        if (options.origin) listing.rows.back().push_back(one.origin);
    }
    const ReportOptions look{line.color_on(STDOUT_FILENO), listing_width()};
    if (auto ok = write_output("-", render_listing(listing, format.value(), look)); !ok)
        return tell(ok.error());
    return tell_faults(line);
}

int get(CommandLine& line, const ConfigOptions& options) {
    const auto all = all_effective(line);
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Effective& one) { return one.key == options.key; });
    if (found == all.end()) {
        std::vector<std::string> known;
        known.reserve(all.size());
        for (const auto& one : all) known.push_back(one.key);
        const auto near = nearest_word(options.key, known);
        return tell({ErrorCode::config,
                     near ? fmt::format("no such setting; did you mean {}?", *near)
                          : fmt::format("no such setting; there are {}", fmt::join(known, ", ")),
                     options.key});
    }
    std::string text;
    for (const auto& value : found->values)
        if (!value.empty()) text += value + '\n';
    if (auto ok = write_output("-", text); !ok) return tell(ok.error());
    if (const auto* fault = line.settings.fault_of(options.key))
        return tell({ErrorCode::config, fault->message});
    return exit_ok;
}

Result<std::string> old_text(const fs::path& file) {
    std::error_code absent;
    if (!fs::exists(file, absent)) return std::string();
    if (fs::is_directory(file, absent))
        return Error(ErrorCode::config, "is a folder; name the configuration inside it",
                     file.string());
    std::ifstream in(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (in.bad() || !in.is_open())
        return Error(ErrorCode::config, "cannot be read; make it a file that is yours",
                     file.string());
    return text;
}

// Paths are kept whole: the next command may be typed in another folder.
std::vector<std::string> as_kept(const ConfigOptions& options) {
    auto values = options.values;
    for (const auto& kind : setting_kinds())
        if (kind.key == options.key && kind.path)
            for (auto& value : values)
                if (!value.empty() && !value.starts_with("~/"))
                    value = fs::absolute(value).lexically_normal().string();
    return values;
}

// It is kept all the same: what it names may come later.
void warn_of(CommandLine& line, const Settings& settings, const std::string& key) {
    const auto* changed = settings.find(key);
    if (changed == nullptr) return;
    if (const auto fault = fault_in(line, *changed); !fault.empty())
        say(fmt::format("warning: kept, but no command can use it now: {}: {}", key, fault));
}

int change(CommandLine& line, const ConfigOptions& options) {
    const auto file = settings_file();
    if (!file) return tell(file.error());
    const auto before = old_text(file.value());
    if (!before) return tell(before.error());
    if (auto ok = check_text(options.key, options.values); !ok) return tell(ok.error());
    const auto after = with_setting(before.value(), options.key, as_kept(options));
    if (!after) return tell(after.error());
    std::error_code failed;
    if (const auto folder = file->parent_path(); !folder.empty())
        fs::create_directories(folder, failed);
    if (failed)
        return tell(
            {ErrorCode::io, "cannot be made: " + failed.message(), file->parent_path().string()});
    if (auto ok = write_output(file->string(), after.value()); !ok) return tell(ok.error());
    const auto settings = parse_settings(after.value(), file.value());
    for (const auto& fault : settings.faults) say("still wrong: " + fault.message);
    warn_of(line, settings, options.key);
    return exit_ok;
}

CLI::App* add_part(CommandLine& line, CLI::App& command, const char* name, const char* help,
                   Action action) {
    auto* part = command.add_subcommand(name, help);
    part->callback([&line, action = std::move(action)] {
        line.tells_faults = true;
        line.action = action;
    });
    return part;
}

}  // namespace

void add_config_command(CommandLine& line) {
    auto options = std::make_shared<ConfigOptions>();
    auto* command =
        line.app.add_subcommand("config", "Your own defaults: read and change their file");
    command->require_subcommand(1);
    command->footer(
        "The file is HEXAMETER_CONFIG, else $XDG_CONFIG_HOME/hexameter/config.yaml, else\n"
        "~/.config/hexameter/config.yaml. A flag goes before the environment, the environment\n"
        "before the file.\n\n" +
        line.app.get_footer());
    const char* const key_help = "home, color, base_url.PROVIDER, ...: hexameter config show";
    auto* part = add_part(line, *command, "get", "Print what holds for one setting",
                          [&line, options] { return get(line, *options); });
    part->add_option("key", options->key, key_help)->required();
    part = add_part(line, *command, "set", "Change a setting in the file",
                    [&line, options] { return change(line, *options); });
    part->add_option("key", options->key, key_help)->required();
    part->add_option("value", options->values, "Its value; several for a list")->required();
    part = add_part(line, *command, "unset", "Take a setting out of the file", [&line, options] {
        options->values.clear();
        return change(line, *options);
    });
    part->add_option("key", options->key, key_help)->required();
    part = add_part(line, *command, "show", "Every setting",
                    [&line, options] { return show(line, *options); });
    part->add_flag("--origin", options->origin,
                   "Who says so: default, the file with its line, environment or flag");
    part->add_option("--format", options->format, format_help);
}

}  // namespace hexameter::cli
