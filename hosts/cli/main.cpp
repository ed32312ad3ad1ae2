#include <fcntl.h>
#include <fmt/core.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <csignal>
#include <exception>
#include <string_view>

#include "command_line.hpp"
#include "output.hpp"

namespace {

// Plugins bring flags of their own, so their folders must be known before flags are parsed.
void find_plugin_dirs(int argc, char** argv, std::vector<std::filesystem::path>& to) {
    constexpr std::string_view option = "--plugin-dir";
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == option && i + 1 < argc)
            to.emplace_back(argv[i + 1]);
        else if (word.starts_with("--plugin-dir="))
            to.emplace_back(word.substr(option.size() + 1));
    }
}

// A standard stream that is closed must not become the first file that is opened, and a reader that
// left, or a limit on the size of files, must be an error to report, not the end of a run.
void prepare_streams() {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd)
        if (fcntl(fd, F_GETFD) < 0) static_cast<void>(open("/dev/null", O_RDONLY));
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

int run(int argc, char** argv) {
    using namespace hexameter::cli;
    CommandLine line;
    if (argc > 0) line.program = argv[0];
    find_plugin_dirs(argc, argv, line.common.plugin_dirs);
    add_run_command(line);
    add_models_command(line);
    add_history_commands(line);
    add_plugin_command(line);
    add_simulate_command(line);
    try {
        line.app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return line.app.exit(e) == 0 ? exit_ok : exit_usage;
    }
    if (!line.action) {
        say(line.app.help());
        return exit_usage;
    }
    spdlog::set_default_logger(spdlog::stderr_color_mt("hexameter"));
    spdlog::set_pattern("%l: %v");
    spdlog::set_level(spdlog::level::from_str(line.common.log_level));
    return line.action();
}

}  // namespace

int main(int argc, char** argv) {
    prepare_streams();
    try {
        return run(argc, argv);
    } catch (const std::exception& e) {
        hexameter::cli::say(
            fmt::format("error: {}; this is a fault of hexameter itself", e.what()));
        return hexameter::cli::exit_internal;
    }
}
