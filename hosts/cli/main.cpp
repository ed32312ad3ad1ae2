#include <fcntl.h>
#include <fmt/core.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <csignal>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "command_line.hpp"
#include "output.hpp"

namespace {

// Plugins bring flags of their own, so their folders are searched, and may be told of, before flags
// are parsed.
std::vector<std::string> words_behind(std::string_view option, int argc, char** argv) {
    const std::string with_equals = std::string(option) + '=';
    std::vector<std::string> found;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == option && i + 1 < argc)
            found.emplace_back(argv[i + 1]);
        else if (word.starts_with(with_equals))
            found.emplace_back(word.substr(with_equals.size()));
    }
    return found;
}

// What was typed, last word first as CLI11 takes it; `help run` is `run --help`.
std::vector<std::string> words_of(int argc, char** argv) {
    std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    if (!words.empty() && words.front() == "help") {
        words.erase(words.begin());
        words.emplace_back("--help");
    }
    std::reverse(words.begin(), words.end());
    return words;
}

void prepare_log(const std::vector<std::string>& levels) {
    spdlog::set_default_logger(spdlog::stderr_color_mt("hexameter"));
    spdlog::set_pattern("%l: %v");
    const auto level = levels.empty() ? hexameter::cli::Common().log_level : levels.back();
    spdlog::set_level(spdlog::level::from_str(level));
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
    prepare_log(words_behind("--log-level", argc, argv));
    for (const auto& folder : words_behind("--plugin-dir", argc, argv))
        line.common.plugin_dirs.emplace_back(folder);
    add_run_command(line);
    add_repeat_command(line);
    add_models_command(line);
    add_history_commands(line);
    add_bundle_commands(line);
    add_plugin_command(line);
    add_simulate_command(line);
    line.app.footer(
        "hexameter help COMMAND, or hexameter COMMAND --help, tells more, with examples for run.");
    try {
        line.app.parse(words_of(argc, argv));
    } catch (const CLI::ParseError& e) {
        if (line.app.exit(e) != 0) return exit_usage;
        if (std::cout.flush()) return exit_ok;
        say("error: standard output: cannot be written");
        return exit_internal;
    }
    if (!line.action) {
        say(line.app.help());
        return exit_usage;
    }
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
