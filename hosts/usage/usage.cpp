#include "usage/usage.hpp"

#include <fmt/core.h>

#include <algorithm>
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
    if (flag && std::find(known.begin(), known.end(), word) != known.end())
        return fmt::format("{} stands before the command: write it behind \"{}\"", word, name);
    const auto near = nearest_word(word, known);
    return fmt::format("{} {} {}{}", word,
                       flag               ? "is no flag of"
                       : commands.empty() ? "is one word too many for"
                                          : "is no command of",
                       name, near ? fmt::format("; did you mean {}?", *near) : "");
}

// The option of the command or of those above it; null for none.
const CLI::Option* option_of(const CLI::App* command, const std::string& word) {
    if (word.size() < 2 || word.front() != '-' || word.find('=') != std::string::npos)
        return nullptr;
    for (; command != nullptr; command = command->get_parent())
        if (const auto* option = command->get_option_no_throw(word)) return option;
    return nullptr;
}

}  // namespace

const CLI::App& leaf_of(const CLI::App& app) {
    const auto* command = &app;
    while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
    return *command;
}

std::string swallowed_flag(const CLI::App& app, const std::vector<std::string>& words) {
    const auto* command = &leaf_of(app);
    if (command->get_prefix_command()) return {};  // it takes words as they come
    for (std::size_t i = 0; i + 1 < words.size() && words[i] != "--"; ++i) {
        const auto* option = option_of(command, words[i]);
        if (option == nullptr || option->get_items_expected_max() == 0) continue;
        if (option_of(command, words[i + 1]) != nullptr)
            return fmt::format(
                "{0}: needs a value, and {1} is a flag; for such a text write "
                "{0}={1}",
                words[i], words[i + 1]);
    }
    return {};
}

std::string usage_fault(const CLI::App* app, const CLI::Error& error) {
    const auto* const command = &leaf_of(*app);
    std::string name;
    for (const auto* one = command; one != nullptr; one = one == app ? nullptr : one->get_parent())
        name.insert(0, fmt::format("{}{}", one->get_name(), name.empty() ? "" : " "));
    const auto unknown = unknown_word(app, command, name);
    return fmt::format("{}; see {} --help", unknown.empty() ? error.what() : unknown, name);
}

std::string wrong_usage(const CLI::App* app, const CLI::Error& error) {
    return fmt::format("error: {}\n", usage_fault(app, error));
}

}  // namespace hexameter
