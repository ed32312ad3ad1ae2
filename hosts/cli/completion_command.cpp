#include <spdlog/spdlog.h>

#include <memory>
#include <string_view>

#include "candidates.hpp"
#include "command_line.hpp"
#include "json_failure.hpp"
#include "output.hpp"

namespace hexameter::embedded {
extern const std::string_view bash_completion;  // completion/hexameter.bash, and so on
extern const std::string_view zsh_completion;
extern const std::string_view fish_completion;
}  // namespace hexameter::embedded

namespace hexameter::cli {
namespace {

int print_script(const std::string& shell) {
    const auto& script = shell == "bash"  ? embedded::bash_completion
                         : shell == "zsh" ? embedded::zsh_completion
                                          : embedded::fish_completion;
    const auto ok = write_output("-", std::string(script));
    return ok ? int{exit_ok} : tell(ok.error());
}

// A word and what it is about in one line.
std::string candidate_line(const Candidate& candidate) {
    auto text = without_controls(candidate.word) + '\t' + without_controls(candidate.help);
    for (auto& c : text)
        if (c == '\n') c = ' ';
    return text + '\n';
}

int complete(CommandLine& line, const std::vector<std::string>& words) {
    spdlog::set_level(spdlog::level::off);
    std::vector<char*> pointers;
    pointers.reserve(words.size());
    for (const auto& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
    // The first is taken for the program's name.
    const auto behind = [&](const char* option) {
        std::vector<char*> all{const_cast<char*>(option)};
        all.insert(all.end(), pointers.begin(), pointers.end());
        return words_behind(option, static_cast<int>(all.size()), all.data());
    };
    for (const auto& home : behind("--home")) line.common.home = home;
    std::string text;
    for (const auto& candidate : candidates_for(line, words)) text += candidate_line(candidate);
    const auto ok = write_output("-", text);
    return ok ? exit_ok : exit_internal;
}

}  // namespace

void add_completion_commands(CommandLine& line) {
    auto shell = std::make_shared<std::string>();
    auto* command = line.app.add_subcommand(
        "completion", "Print the completion script of a shell: bash, zsh or fish");
    command->add_option("shell", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    command->footer(
        "Now:     source <(hexameter completion bash)       fish: hexameter completion fish | "
        "source\n"
        "Always:  the same line in ~/.bashrc or ~/.zshrc (behind compinit), or in\n"
        "         ~/.config/fish/config.fish. `cmake --install` puts them where shells look.");
    command->callback([&line, shell] {
        line.tells_faults = true;
        line.action = [shell] { return print_script(*shell); };
    });
    // What the scripts call; no group, so no help lists it.
    auto* hidden = line.app.add_subcommand("complete", "Words that fit")->group("");
    hidden->prefix_command();
    hidden->fallthrough(false);
    hidden->set_help_flag();
    hidden->callback([&line, hidden] {
        line.tells_faults = true;
        line.action = [&line, hidden] { return complete(line, hidden->remaining()); };
    });
}

}  // namespace hexameter::cli
