// What every command shares: options, exit codes, how errors are told.
#pragma once

#include <CLI/App.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hexameter/engine.hpp"
#include "hexameter/history.hpp"

namespace hexameter::cli {

// Published in the README: scripts depend on them.
enum ExitCode {
    exit_ok = 0,
    exit_internal = 1,
    exit_usage = 2,  // whatever is known to be wrong without asking a server
    exit_iteration_failed = 5,
    exit_interrupted = 130
};

struct Common {
    std::vector<std::filesystem::path> plugin_dirs;
    std::filesystem::path home;  // empty: the default
    std::string color = "auto";
    std::string log_level = "warning";
};

// A command fills this in while its options are declared; main runs it.
using Action = std::function<int()>;

// Where all commands hang.
struct CommandLine {
    CLI::App app;
    std::string program = "hexameter";  // as it was called: hints can be typed as they stand
    Common common;
    Action action;
    std::unique_ptr<Engine> engine;  // made on first use

    CommandLine();

    // The engine with this command line's plugin folders; it keeps no runs unless keep_runs says
    // so.
    [[nodiscard]] Engine& open_engine();
    [[nodiscard]] Status keep_runs();
    [[nodiscard]] Result<std::filesystem::path> home() const;
    // The beginning of a command on the same runs, for a shell: "hexameter --home 'my runs'".
    [[nodiscard]] std::string same_program() const;
    [[nodiscard]] Result<std::unique_ptr<History>> open_history() const;
    [[nodiscard]] bool color_on(int fd) const;
};

// Refuses "", as a variable of a shell that is not set leaves it: "needs the name of a file".
[[nodiscard]] CLI::Validator not_empty(const std::string& needed);

// The word as a shell takes it: in quotes where it has to.
[[nodiscard]] std::string quoted(const std::string& word);

// Writes "error: ..." for people and gives the exit code that fits.
int tell(const Error& error);

void add_run_command(CommandLine& line);
void add_repeat_command(CommandLine& line);
void add_models_command(CommandLine& line);
void add_history_commands(CommandLine& line);
void add_bundle_commands(CommandLine& line);
void add_plugin_command(CommandLine& line);
void add_simulate_command(CommandLine& line);

}  // namespace hexameter::cli
