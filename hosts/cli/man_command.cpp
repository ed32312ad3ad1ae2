// The manual page, made from what the commands declare.
#include <fmt/core.h>

#include <memory>
#include <string_view>

#include "command_line.hpp"
#include "output.hpp"

namespace hexameter::embedded {
extern const std::string_view manual_end;  // manual_end.man
}

namespace hexameter::cli {
namespace {

constexpr const char* begin =
    R"(.TH HEXAMETER 1 2026-11-21 "Hexameter {}" "User Commands"
.SH NAME
hexameter \- benchmarks generative models
.SH SYNOPSIS
.B hexameter
.I command
.RI [ options ]
.SH DESCRIPTION
Loads a plugin for each modality and each provider, asks models what a file or a few flags say,
takes the times of their answers itself, keeps every run, and shows and compares them.
)";

// A page is made where a program is built or installed, and read where other plugins may be: their
// flags are left to the program, which knows those that are there.
constexpr const char* of_plugins = R"(.PP
Plugins bring further options;
.B {} \-\-help
lists those of the plugins that are installed.
)";

// Text as troff takes it: nothing of it is a request or an escape.
std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else if (c == '\'')
            out += "\\(aq";
        else
            out += c;
    }
    return out.starts_with('.') ? "\\&" + out : out;
}

// "-n, --limit NUMBER"
std::string heading(const CLI::Option& option) {
    std::string names;
    for (const auto& name : option.get_snames()) names += (names.empty() ? "-" : ", -") + name;
    for (const auto& name : option.get_lnames()) names += (names.empty() ? "--" : ", --") + name;
    auto text = fmt::format("\\fB{}\\fR", escaped(names));
    if (option.get_items_expected_max() == 0) return text;
    auto type =
        option.get_option_text().empty() ? option.get_type_name() : option.get_option_text();
    type = type.substr(0, type.find(':'));
    text += fmt::format(" \\fI{}\\fR", escaped(type));
    return text;
}

std::string options_of(const CLI::App& command) {
    std::string text;
    for (const auto* option : command.get_options())
        if (!option->get_positional() && !option->get_group().empty() &&
            option->get_lnames() != std::vector<std::string>{"help"})
            text +=
                fmt::format(".TP\n{}\n{}\n", heading(*option), escaped(option->get_description()));
    return text;
}

// "hexameter compare [options] a b"
std::string synopsis_of(const CLI::App& command, const std::string& name) {
    std::string text = fmt::format("\\fB{}\\fR [options]", escaped(name));
    std::string words;
    for (const auto* option : command.get_options()) {
        if (!option->get_positional()) continue;
        const auto word = fmt::format("\\fI{}\\fR", escaped(option->get_single_name()));
        const char* const more = option->get_items_expected_max() > 1 ? " ..." : "";
        text += option->get_required() ? fmt::format(" {}{}", word, more)
                                       : fmt::format(" [{}{}]", word, more);
        words += fmt::format(".TP\n{}\n{}\n", word, escaped(option->get_description()));
    }
    return fmt::format(".SS {}\n{}.\n.PP\n{}\n{}", escaped(name),
                       escaped(command.get_description()), text, words);
}

std::string commands_of(CommandLine& line, const CLI::App& above, const std::string& name) {
    std::string text;
    for (const auto* command : above.get_subcommands([](const CLI::App*) { return true; })) {
        if (command->get_group().empty()) continue;
        line.declare_plugin_flags(*command, {});
        const auto whole = fmt::format("{} {}", name, command->get_name());
        const auto below = commands_of(line, *command, whole);
        text += below.empty() ? synopsis_of(*command, whole) + options_of(*command) : below;
        if (line.takes_plugin_flags(*command)) text += fmt::format(of_plugins, escaped(whole));
    }
    return text;
}

std::string exit_status() {
    std::string text = ".SH EXIT STATUS\n";
    int last = -1;
    for (const auto& meaning : exit_meanings) {
        text += meaning.code == last ? ".br\n" : fmt::format(".TP\n.B {}\n", meaning.code);
        if (!meaning.commands.empty()) text += fmt::format(".B {}:\n", meaning.commands);
        text += escaped(std::string(meaning.text)) + ".\n";
        last = meaning.code;
    }
    return text;
}

int print_manual(CommandLine& line) {
    auto text = fmt::format(begin, escaped(std::string(engine_version())));
    text += ".SH OPTIONS\nAll commands take:\n" + options_of(line.app);
    text += ".SH COMMANDS\n" + commands_of(line, line.app, "hexameter");
    text += exit_status();
    text += embedded::manual_end;
    const auto ok = write_output("-", text);
    return ok ? int{exit_ok} : tell(ok.error());
}

}  // namespace

void add_man_command(CommandLine& line) {
    auto* command =
        line.app.add_subcommand("man", "Print the manual page: hexameter man | man -l -");
    command->callback([&line] {
        line.tells_faults = true;
        line.action = [&line] { return print_manual(line); };
    });
}

}  // namespace hexameter::cli
