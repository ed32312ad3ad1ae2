// What every command shares: options, how errors are told.
#pragma once

#include <CLI/App.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "exit_codes.hpp"
#include "hexameter/engine.hpp"
#include "hexameter/history.hpp"
#include "hexameter/settings.hpp"

namespace hexameter::cli {

// As typed; empty where nothing was.
struct Common {
    std::vector<std::filesystem::path> plugin_dirs;
    std::filesystem::path home;
    std::string color;
    std::string log_level;
};

// A command fills this in while its options are declared; main runs it.
using Action = std::function<int()>;

// Declares the flags that these plugins bring to a command.
using DeclareFlags = std::function<void(const std::vector<PluginInfo>& plugins)>;

// Where all commands hang.
struct CommandLine {
    CLI::App app;
    std::string program = "hexameter";  // as it was called: hints can be typed as they stand
    Common common;
    Settings settings;          // the user's own, for what was not typed
    bool tells_faults = false;  // the command tells itself what is wrong with them
    Action action;
    std::unique_ptr<Engine> engine;  // made on first use

    CommandLine();

    // Flags of plugins are known only once their folders are: `declare` is called when the command
    // is, or when somebody asks for its flags.
    void with_plugin_flags(CLI::App& command, DeclareFlags declare);
    void declare_plugin_flags(const CLI::App& command, const std::vector<PluginInfo>& plugins);

    [[nodiscard]] bool takes_plugin_flags(const CLI::App& command) const;

    // Flags of a command that another program reads: only who asks for them has them declared.
    void with_flags_elsewhere(const CLI::App& command, DeclareFlags declare);

    // At the end of the command's help: its exit codes, and the flags of all. Examples before that.
    void end_help(CLI::App& command, const std::string& examples = "") const;

    // The user's own settings for options of the command that were not typed.
    void apply_settings(const CLI::App& command);

    // Folders of plugins that somebody named: flags, then environment, then settings.
    [[nodiscard]] std::vector<std::filesystem::path> plugin_dirs() const;

    // The engine with these plugin folders; it keeps no runs unless keep_runs says so.
    [[nodiscard]] Engine& open_engine();
    [[nodiscard]] Status keep_runs();
    [[nodiscard]] Result<std::filesystem::path> home() const;
    // The beginning of a command on the same runs, for a shell: "hexameter --home 'my runs'".
    [[nodiscard]] std::string same_program() const;
    [[nodiscard]] Result<std::unique_ptr<History>> open_history() const;
    [[nodiscard]] bool color_on(int fd) const;

  private:
    std::map<const CLI::App*, DeclareFlags> plugin_flags_;
    std::map<const CLI::App*, DeclareFlags> flags_elsewhere_;
};

// "" when it is not set.
[[nodiscard]] std::string environment(const char* name);

// What to type to be rid of a setting: its key, or KEY where it is not to be typed.
[[nodiscard]] std::string key_to_unset(const SettingFault& fault);

// -o,--output: the file for a report.
void add_output_option(CLI::App& command, std::string& output);

// --progress: whether the command tells how far it is.
void add_progress_option(CLI::App& command, std::string& progress);

// How a command's run is named.
inline constexpr const char* run_help =
    "id, the beginning of one, latest, or latest~N for the Nth before that";

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
void add_compare_command(CommandLine& line);
void add_bundle_commands(CommandLine& line);
void add_plugin_command(CommandLine& line);
void add_score_command(CommandLine& line);
void add_rescore_command(CommandLine& line);
void add_simulate_command(CommandLine& line);
void add_init_command(CommandLine& line);
void add_config_command(CommandLine& line);
void add_doctor_command(CommandLine& line);
void add_completion_commands(CommandLine& line);
void add_man_command(CommandLine& line);

}  // namespace hexameter::cli
