#include "usage/usage.hpp"

#include <fmt/core.h>

#include <string_view>
#include <vector>

#include "hexameter/nearest.hpp"

namespace hexameter {
namespace {

// Flags of the command and of those above it, which it takes too.
std::vector<std::string> flags_of(const CLI::App* command) {
    std::vector<std::string> flags;
    for (; command != nullptr; command = command->get_parent())
        for (const auto* option : command->get_options())
            for (const auto& name : option->get_lnames()) flags.push_back("--" + name);
    return flags;
}

// The first word that nobody takes, with the one that was meant perhaps. Empty: that is not what
// is wrong.
std::string unknown_word(const CLI::App* app, const CLI::App* command, const std::string& name) {
    const auto words = app->remaining(true);
    if (words.empty()) return {};
    const auto word = words.front().substr(0, words.front().find('='));
    const bool flag = word.size() > 1 && word.front() == '-';
    const auto commands = command->get_subcommands([](const CLI::App*) { return true; });
    std::vector<std::string> known;
    if (flag) known = flags_of(command);
    for (const auto* one : commands)
        if (!flag) known.push_back(one->get_name());
    const auto near = nearest_word(word, known);
    return fmt::format("{} {} {}{}", word,
                       flag               ? "is no flag of"
                       : commands.empty() ? "is one word too many for"
                                          : "is no command of",
                       name, near ? fmt::format("; did you mean {}?", *near) : "");
}

}  // namespace

std::string usage_fault(const CLI::App* app, const CLI::Error& error) {
    std::string name = app->get_name();
    const auto* command = app;
    while (!command->get_subcommands().empty()) {
        command = command->get_subcommands().front();
        name += " " + command->get_name();
    }
    const auto unknown = unknown_word(app, command, name);
    return fmt::format("{}; see {} --help", unknown.empty() ? error.what() : unknown, name);
}

std::string wrong_usage(const CLI::App* app, const CLI::Error& error) {
    return fmt::format("error: {}\n", usage_fault(app, error));
}

}  // namespace hexameter
