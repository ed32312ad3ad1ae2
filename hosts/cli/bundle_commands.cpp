#include <fmt/core.h>
#include <unistd.h>

#include <CLI/Option.hpp>
#include <filesystem>
#include <memory>
#include <string_view>

#include "command_line.hpp"
#include "hexameter/bundle.hpp"
#include "hexameter/listing.hpp"
#include "output.hpp"
#include "outputs.hpp"

namespace hexameter::cli {
namespace {

constexpr std::string_view ending = ".hxrun";

struct BundleOptions {
    std::string run;  // of verify: or a file
    std::string file;
    std::string format;
    bool unverified = false;
    bool force = false;
};

int export_bundle(const CommandLine& line, const BundleOptions& options) {
    if (options.file == "-")
        return tell(Error(ErrorCode::config, "a bundle goes to a file; name one", "--output -"));
    const auto home = line.home();
    if (!home) return tell(home.error());
    const auto history = line.open_history();
    if (!history) return tell(history.error());
    const auto run = history.value()->read(options.run);
    if (!run) return tell(run.error());
    const auto& id = run->header.id;
    const auto file = options.file.empty() ? id + std::string(ending) : options.file;
    using enum OutputFile::Replaces;
    const OutputFile output{"--output", file, options.force ? anything : bundle};
    if (auto ok = check_outputs(line, {output}, inputs_of(run->header.spec)); !ok)
        return tell(ok.error());
    const auto exported = export_run(home.value(), id, file);
    if (!exported) return tell(exported.error());
    for (const auto& note : exported->notes) say("note: " + note);
    if (auto ok = write_output("-", file + '\n'); !ok) return tell(ok.error());
    say(fmt::format("run {}, {} bytes; it holds prompts, answers, addresses and paths of the run",
                    id, exported->bytes));
    return exit_ok;
}

// What has the form of a path, or lies there, is a file; all else is a run.
Result<Verification> verification_of(const CommandLine& line, const std::string& what) {
    std::error_code absent;
    if (what.ends_with(ending) || what.find('/') != std::string::npos ||
        std::filesystem::exists(std::filesystem::symlink_status(what, absent)))
        return verify_bundle(what);
    const auto home = line.home();
    if (!home) return home.error();
    const auto history = line.open_history();
    if (!history) return history.error();
    const auto id = history.value()->resolve(what);
    if (!id) return id.error();
    return verify_run(home.value(), id.value());
}

std::string state_words(Check::State state, bool people) {
    return people && state == Check::State::not_checkable ? "not checkable"
                                                          : std::string(to_string(state));
}

int verify(const CommandLine& line, const BundleOptions& options) {
    const auto format = format_for(options.format);
    if (!format) return tell(format.error());
    const auto verification = verification_of(line, options.run);
    if (!verification) return tell(verification.error());
    const bool people = format.value() == ReportFormat::table;
    Listing listing{{"check", "state", "found"}, {}, {"found"}};
    for (const auto& check : verification->checks)
        listing.rows.push_back({check.name, state_words(check.state, people), check.found});
    const ReportOptions look{line.color_on(STDOUT_FILENO), listing_width()};
    if (auto ok = write_output("-", render_listing(listing, format.value(), look)); !ok)
        return tell(ok.error());
    const bool passed = verification->passed();
    say(fmt::format("{}: {}", options.run,
                    passed ? "nothing is wrong with what could be checked" : "is not sound"));
    return passed ? exit_ok : exit_internal;
}

int import_run(const CommandLine& line, const BundleOptions& options) {
    const auto home = line.home();
    if (!home) return tell(home.error());
    const auto imported = import_bundle(home.value(), options.file, options.unverified);
    if (!imported) return tell(imported.error());
    for (const auto& check : imported->verification.checks)
        if (check.state == Check::State::failed)
            say(fmt::format("warning: {}: {}", check.name, check.found));
    if (auto ok = write_output("-", imported->id + '\n'); !ok) return tell(ok.error());
    say(imported->was_there
            ? fmt::format("run {} is kept already, with the same content", imported->id)
            : fmt::format("look at it: {} show {}", line.same_program(), imported->id));
    return exit_ok;
}

void add_export(CommandLine& line) {
    auto options = std::make_shared<BundleOptions>();
    auto* command = line.app.add_subcommand("export", "Write a kept run to one file, a bundle");
    command->add_option("run", options->run, std::string("Its ") + run_help)->required();
    command
        ->add_option("-o,--output", options->file,
                     "The file (the id with .hxrun behind it, in this folder)")
        ->check(not_empty("the name of a file"));
    command->add_flag("--force", options->force, "Replace a file that is no bundle");
    command->callback([&line, options] {
        line.action = [&line, options] { return export_bundle(line, *options); };
    });
}

void add_import(CommandLine& line) {
    auto options = std::make_shared<BundleOptions>();
    auto* command = line.app.add_subcommand("import", "Keep the run of a bundle");
    command->add_option("file", options->file, "The bundle")->required();
    command->add_flag("--unverified", options->unverified,
                      "Also when a check fails, as far as it can be unpacked");
    command->callback([&line, options] {
        line.action = [&line, options] { return import_run(line, *options); };
    });
}

void add_verify(CommandLine& line) {
    auto options = std::make_shared<BundleOptions>();
    auto* command =
        line.app.add_subcommand("verify", "Check a bundle or a kept run, without a network");
    command->add_option("what", options->run, std::string("A bundle, or a run: ") + run_help)
        ->required();
    command->add_option("--format", options->format, format_help);
    line.end_help(*command);
    command->callback(
        [&line, options] { line.action = [&line, options] { return verify(line, *options); }; });
}

}  // namespace

void add_bundle_commands(CommandLine& line) {
    add_export(line);
    add_import(line);
    add_verify(line);
}

}  // namespace hexameter::cli
