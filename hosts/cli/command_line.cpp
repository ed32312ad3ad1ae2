#include "command_line.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdlib>

#include "output.hpp"
#include "usage/usage.hpp"

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
    app.failure_message(&wrong_usage);
    // Every command's own; main replaces that of the program.
    app.footer(
        "All commands take --home, --plugin-dir, --color and --log-level: hexameter --help.");
    app.add_option("--color", common.color, "auto, always or never (auto)")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    app.add_option("--log-level", common.log_level, "debug, info, warning, error or off (warning)")
        ->check(CLI::IsMember({"debug", "info", "warning", "error", "off"}));
}

Result<std::filesystem::path> CommandLine::home() const {
    if (!common.home.empty()) return std::filesystem::absolute(common.home);
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
    options.plugin_dirs = common.plugin_dirs;
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
    if (history)
        for (const auto& warning : history.value()->warnings()) say("warning: " + warning);
    return history;
}

bool CommandLine::color_on(int fd) const {
    if (common.color != "auto") return common.color == "always";
    const char* no_color = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe)
    return (no_color == nullptr || *no_color == '\0') && isatty(fd) == 1;
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

}  // namespace hexameter::cli
