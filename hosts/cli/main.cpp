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
#include <system_error>
#include <vector>

#include "command_line.hpp"
#include "json_failure.hpp"
#include "output.hpp"
#include "signals.hpp"
#include "usage/usage.hpp"

namespace {

// The words of `help`, up to the first that is no command of the one before; whether there is one.
bool cut_at_no_command(const CLI::App& app, std::vector<std::string>& words) {
    const auto* command = &app;
    for (auto word = words.begin(); word != words.end() && !word->starts_with('-'); ++word) {
        const auto all = command->get_subcommands([](const CLI::App*) { return true; });
        const auto named = std::find_if(all.begin(), all.end(), [&word](const CLI::App* one) {
            return one->get_name() == *word;
        });
        if (all.empty()) return false;
        if (named == all.end()) {
            words.erase(word + 1, words.end());
            return true;
        }
        command = *named;
    }
    return false;
}

// What was typed, last word first as CLI11 takes it; `help run` is `run --help`.
std::vector<std::string> words_of(const CLI::App& app, int argc, char** argv) {
    std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    if (!words.empty() && words.front() == "help") {
        words.erase(words.begin());
        // CLI11 would give help before it looks at a word that is no command.
        if (!cut_at_no_command(app, words)) words.emplace_back("--help");
    }
    std::reverse(words.begin(), words.end());
    return words;
}

void prepare_log(const std::vector<std::string>& typed, const hexameter::Setting* own) {
    spdlog::set_default_logger(spdlog::stderr_color_mt("hexameter"));
    spdlog::set_pattern("%l: %v");
    const std::string level = !typed.empty() ? typed.back() : own ? own->values.front() : "warning";
    spdlog::set_level(spdlog::level::from_str(level));
}

void tell_faults(const hexameter::Settings& settings) {
    using hexameter::cli::say;
    for (const auto& fault : settings.faults)
        say(
            fmt::format("warning: {}; left out until it is mended, in the file or with `hexameter "
                        "config unset {}`",
                        fault.message, hexameter::cli::key_to_unset(fault)));
}

// A standard stream that is closed must not become the first file that is opened, and a reader that
// left, or a limit on the size of files, must be an error to report, not the end of a run.
void prepare_streams() {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd)
        if (fcntl(fd, F_GETFD) < 0) static_cast<void>(open("/dev/null", O_RDONLY));
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

// What CLI11 has to say of the words: help on standard output, or what is wrong with them.
int told_by_parser(hexameter::cli::CommandLine& line, const CLI::ParseError& parsed,
                   const std::string& swallowed) {
    using namespace hexameter;
    if (parsed.get_exit_code() != 0)
        return cli::tell(
            {ErrorCode::config, swallowed.empty() ? usage_fault(&line.app, parsed) : swallowed});
    static_cast<void>(line.app.exit(parsed));
    if (std::cout.flush()) return cli::exit_ok;
    cli::say("error: standard output: cannot be written");
    return cli::exit_internal;
}

// What nothing below has an answer to.
hexameter::Error uncaught(const std::exception& thrown) {
    using namespace hexameter;
    const auto* system = dynamic_cast<const std::system_error*>(&thrown);
    if (system != nullptr && system->code() == std::errc::resource_unavailable_try_again)
        return {ErrorCode::limit,
                fmt::format("no thread could be started ({}): look at the limits on memory "
                            "(`ulimit -v`, a container's) and on processes (`ulimit -u`)",
                            system->code().message())};
    return {ErrorCode::internal,
            fmt::format("{}; this is a fault of hexameter itself", thrown.what())};
}

int run(int argc, char** argv, hexameter::cli::CommandLine& line) {
    using namespace hexameter::cli;
    if (argc > 0) line.program = argv[0];
    prepare_log(words_behind("--log-level", argc, argv), line.settings.find("log_level"));
    // Plugins bring flags of their own, so their folders are searched, and may be told of, before
    // flags are parsed.
    for (const auto& folder : words_behind("--plugin-dir", argc, argv))
        line.common.plugin_dirs.emplace_back(folder);
    add_init_command(line);
    add_run_command(line);
    add_repeat_command(line);
    add_models_command(line);
    add_history_commands(line);
    add_bundle_commands(line);
    add_plugin_command(line);
    add_score_command(line);
    add_rescore_command(line);
    add_config_command(line);
    add_doctor_command(line);
    add_simulate_command(line);
    add_completion_commands(line);
    add_man_command(line);
    line.app.footer(
        "hexameter help COMMAND, or hexameter COMMAND --help, tells more, with examples for run.");
    const std::vector<std::string> typed(argv + std::min(argc, 1), argv + argc);
    try {
        line.app.parse(words_of(line.app, argc, argv));
    } catch (const CLI::ParseError& e) {
        return told_by_parser(line, e, hexameter::swallowed_flag(line.app, typed));
    }
    if (auto fault = hexameter::swallowed_flag(line.app, typed); !fault.empty())
        return tell({hexameter::ErrorCode::config, std::move(fault)});
    if (!line.action) {
        say(line.app.help());
        return exit_usage;
    }
    if (!line.tells_faults) tell_faults(line.settings);
    line.apply_settings(hexameter::leaf_of(line.app));
    return line.action();
}

}  // namespace

int main(int argc, char** argv) {
    using namespace hexameter;
    prepare_streams();
    int code = cli::exit_internal;
    std::string format;
    try {
        cli::CommandLine line;
        if (const auto* own = line.settings.find("format")) format = own->values.front();
        cli::prepare_to_leave(cli::asks_for_json(argc, argv, format));
        cli::leave_on_signals();
        code = run(argc, argv, line);
    } catch (const std::exception& e) {
        static_cast<void>(cli::tell(uncaught(e)));
    }
    if (code != cli::exit_ok && cli::asks_for_json(argc, argv, format))
        cli::write_json_failure(code);
    return code;
}
