#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "command_line.hpp"
#include "simulate/options.hpp"

namespace hexameter::cli {
namespace {

// Becomes the program beside this one; comes back only when that fails.
int become(const std::string& program, const std::vector<std::string>& arguments) {
    std::error_code failed;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
    const auto path = (self.parent_path() / program).string();
    std::vector<char*> argv;
    argv.push_back(const_cast<char*>(path.c_str()));
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    signal(SIGPIPE, SIG_DFL);
    execv(path.c_str(), argv.data());
    return tell({ErrorCode::io,
                 fmt::format("cannot be started: {}; it is installed beside hexameter",
                             std::generic_category().message(errno)),
                 path});
}

}  // namespace

void add_simulate_command(CommandLine& line) {
    auto* command = line.app.add_subcommand(
        "simulate", "Serve simulated models over HTTP; its flags: hexameter simulate --help");
    command->prefix_command();
    command->fallthrough(false);
    command->set_help_flag();
    line.with_flags_elsewhere(
        *command, [command, options = std::make_shared<simulate::Options>()](const auto&) {
            simulate::declare_options(*command, *options);
        });
    command->callback([&line, command] {
        line.action = [command] { return become("hexameter-simulate", command->remaining()); };
    });
}

}  // namespace hexameter::cli
