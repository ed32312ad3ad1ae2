#include "command_line.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "json_failure.hpp"
#include "output.hpp"
#include "setting_check.hpp"

namespace hexameter::cli {
namespace {

void log_line(int level, std::string_view message) {
    static constexpr spdlog::level::level_enum levels[] = {
        spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err};
    spdlog::log(levels[level < 0 ? 0 : level > 3 ? 3 : level], "{}", without_controls(message));
}

}  // namespace

CommandLine::CommandLine() : app("Benchmarks generative models.", "hexameter") {
    app.require_subcommand(0, 1);
    app.set_version_flag("--version", std::string(engine_version()));
    app.fallthrough();
    app.add_option("--plugin-dir", common.plugin_dirs,
                   "Folder with plugins, searched before HEXAMETER_PLUGIN_PATH; may be given again")
        ->allow_extra_args(false);
    app.add_option("--home", common.home, "Where runs are kept; goes before HEXAMETER_HOME")
        ->check(not_empty("the name of a folder"));
    // Every command's own; main replaces that of the program.
    app.footer(
        "All commands take --home, --plugin-dir, --color and --log-level: hexameter --help.");
    app.add_option("--color", common.color, "auto, always or never (auto)")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    app.add_option("--log-level", common.log_level, "debug, info, warning, error or off (warning)")
        ->check(CLI::IsMember({"debug", "info", "warning", "error", "off"}));
    if (auto file = settings_file()) settings = read_settings(file.value());
}

void CommandLine::with_plugin_flags(CLI::App& command, DeclareFlags declare) {
    plugin_flags_[&command] = std::move(declare);
    command.preparse_callback([this, called = &command](std::size_t) {
        declare_plugin_flags(*called, open_engine().plugins());
    });
}

void CommandLine::declare_plugin_flags(const CLI::App& command,
                                       const std::vector<PluginInfo>& plugins) {
    for (const auto* flags : {&plugin_flags_, &flags_elsewhere_})
        if (const auto own = flags->find(&command); own != flags->end()) own->second(plugins);
}

bool CommandLine::takes_plugin_flags(const CLI::App& command) const {
    return plugin_flags_.contains(&command);
}

void CommandLine::with_flags_elsewhere(const CLI::App& command, DeclareFlags declare) {
    flags_elsewhere_[&command] = std::move(declare);
}

void CommandLine::end_help(CLI::App& command, const std::string& examples) const {
    command.footer(fmt::format("{}{}{}\n\n{}", examples, examples.empty() ? "" : "\n\n",
                               exit_codes_of(command.get_name()), app.get_footer()));
}

void CommandLine::apply_settings(const CLI::App& command) {
    const auto* output = command.get_option_no_throw("--output");
    for (const char* key : {"format", "progress"}) {
        const auto* own = settings.find(key);
        const auto flag = std::string("--") + key;
        // CLI11 lets an option be changed through its command only.
        auto* option = const_cast<CLI::App&>(command).get_option_no_throw(flag);
        if (own == nullptr || option == nullptr || option->count() > 0) continue;
        // The ending of a file that was named says more of its format.
        if (flag == "--format" && output != nullptr && output->count() > 0) continue;
        option->run_callback_for_default()->default_val(own->values.front());
    }
}

std::vector<std::filesystem::path> CommandLine::plugin_dirs() const {
    auto folders = named_plugin_folders(common.plugin_dirs);
    if (const auto* own = settings.find("plugin_dir"))
        folders.insert(folders.end(), own->values.begin(), own->values.end());
    return folders;
}

Result<std::filesystem::path> CommandLine::home() const {
    if (!common.home.empty()) return std::filesystem::absolute(common.home);
    if (!environment("HEXAMETER_HOME").empty()) return default_home();
    if (const auto* fault = settings.fault_of("home"))
        return Error(ErrorCode::config,
                     fmt::format("it is not known where runs are kept: {}; mend it, or name the "
                                 "folder with --home",
                                 fault->message));
    if (const auto* own = settings.find("home")) return std::filesystem::path(own->values.front());
    return default_home();
}

std::string CommandLine::same_program() const {
    if (common.home.empty()) return quoted(program);
    // As it was typed, but never read as a flag.
    const auto typed = common.home.string();
    return fmt::format("{} --home {}", quoted(program),
                       quoted(typed.front() == '-' ? "./" + typed : typed));
}

Engine& CommandLine::open_engine() {
    if (engine) return *engine;
    EngineOptions options;
    options.plugin_dirs = plugin_dirs();
    options.log = &log_line;
    engine = std::make_unique<Engine>(std::move(options));
    return *engine;
}

Status CommandLine::keep_runs() {
    auto place = home();
    if (!place) return place.error();
    open_engine().keep_in(std::move(place.value()));
    return {};
}

Result<std::unique_ptr<History>> CommandLine::open_history() const {
    const auto place = home();
    if (!place) return place.error();
    auto history = History::open(place.value());
    if (!history) return of_home(*this, history.error());
    for (const auto& warning : history.value()->warnings()) say("warning: " + warning);
    return history;
}

bool CommandLine::color_on(int fd) const {
    const bool no_color = !environment("NO_COLOR").empty();
    auto asked = common.color;
    if (const auto* own = settings.find("color"); asked.empty() && !no_color && own != nullptr)
        asked = own->values.front();
    if (asked == "always" || asked == "never") return asked == "always";
    return !no_color && is_live_terminal(fd);
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody here sets one
    return value == nullptr ? "" : value;
}

void add_output_option(CLI::App& command, std::string& output) {
    command
        .add_option("-o,--output", output,
                    "File for the report, whose ending .json, .jsonl, .csv or .md says the format; "
                    "- is standard output")
        ->check(not_empty("the name of a file"));
}

void add_progress_option(CLI::App& command, std::string& progress) {
    command.add_option("--progress", progress, "auto or never (auto)")
        ->check(CLI::IsMember({"auto", "never"}));
}

CLI::Validator not_empty(const std::string& needed) {
    return {[needed](const std::string& text) {
                return text.empty() ? "needs " + needed : std::string();
            },
            ""};
}

std::string quoted(const std::string& word) {
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:=,+@%";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
    std::string text = "'";
    for (const char c : word) c == '\'' ? text += "'\\''" : text += c;
    return text + '\'';
}

int tell(const Error& error) {
    note_failure(error);
    say("error: " + error.text());
    switch (error.code()) {
        case ErrorCode::config:
        case ErrorCode::plugin:
        case ErrorCode::not_found:
        case ErrorCode::unsupported:
            return exit_usage;
        case ErrorCode::transport:
        case ErrorCode::timeout:
        case ErrorCode::remote:
            return exit_iteration_failed;
        default:
            return exit_internal;
    }
}

std::string key_to_unset(const SettingFault& fault) {
    const bool typed = std::all_of(fault.key.begin(), fault.key.end(),
                                   [](char letter) { return letter > ' ' && letter < 0x7f; });
    return typed && !fault.key.empty() ? fault.key : "KEY";
}

}  // namespace hexameter::cli
