#include <fmt/core.h>
#include <unistd.h>

#include <CLI/Option.hpp>
#include <memory>
#include <utility>

#include "command_line.hpp"
#include "event_lines.hpp"
#include "hexameter/report.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "run_flags.hpp"
#include "signals.hpp"

namespace hexameter::cli {
namespace {

struct RunOptions {
    RunFlags flags;
    std::string format = "table";
    std::string output;
    std::string events;
    std::string progress = "auto";
    bool no_keep = false;
};

bool any_failed(const RunRecord& record) {
    for (const auto& model : record.summary.models)
        if (model.failed > 0) return true;
    return false;
}

int exit_code_of(const RunRecord& record, bool interrupted) {
    if (interrupted) return exit_interrupted;
    return any_failed(record) ? exit_iteration_failed : exit_ok;
}

void tell_where(const CommandLine& line, const RunRecord& record) {
    const auto place = line.home();
    if (!place) return;
    const auto& id = record.header.id;
    fmt::print(
        stderr,
        "\nkept in {}\nlook again: hexameter show {}\ncompare:    hexameter compare {} OTHER\n",
        (place.value() / "runs" / id).string(), id, id);
}

std::unique_ptr<Progress> make_progress(const CommandLine& line, const RunOptions& options) {
    if (options.progress == "never") return nullptr;
    return std::make_unique<Progress>(isatty(STDERR_FILENO) == 1, line.color_on(STDERR_FILENO));
}

int run(CommandLine& line, RunOptions& options) {
    const auto format = report_format_from(options.format);
    if (!format) return tell(format.error());
    RunControl control;
    const SignalWatch signals(control);
    auto engine = line.open_engine(!options.no_keep);
    if (!engine) return tell(engine.error());
    const auto spec = spec_from(options.flags, *engine.value());
    if (!spec) return tell(spec.error());

    std::vector<Observer*> observers;
    auto progress = make_progress(line, options);
    if (progress) observers.push_back(progress.get());
    std::unique_ptr<EventLines> events;
    if (!options.events.empty()) {
        auto opened = EventLines::open(options.events);
        if (!opened) return tell(opened.error());
        events = std::move(opened.value());
        observers.push_back(events.get());
    }
    const auto record = engine.value()->run(spec.value(), observers, control);
    if (!record) return tell(record.error());
    progress.reset();

    // With events on standard output the report would get among them.
    if (options.events != "-" || (!options.output.empty() && options.output != "-")) {
        const ReportOptions look{line.color_on(STDOUT_FILENO) && options.output.empty(),
                                 output_width()};
        const auto text = render_run(record.value(), format.value(), look);
        if (auto ok = write_output(options.output, text); !ok) return tell(ok.error());
    }
    if (!options.no_keep) tell_where(line, record.value());
    return exit_code_of(record.value(), signals.interrupted());
}

}  // namespace

void add_run_command(CommandLine& line) {
    auto options = std::make_shared<RunOptions>();
    auto* command = line.app.add_subcommand("run", "Run a benchmark");
    command->add_option("--format", options->format, "table, json, jsonl, csv or md");
    command->add_option("-o,--output", options->output,
                        "File for the report; - is standard output");
    command->add_option("--events", options->events, "File for events as JSON Lines, or -");
    command->add_option("--progress", options->progress, "auto or never")
        ->check(CLI::IsMember({"auto", "never"}));
    command->add_flag("--no-keep", options->no_keep, "Keep nothing in the history");
    // Flags of plugins are known only once their folders are: --plugin-dir comes first in parsing.
    command->preparse_callback([&line, command, options](std::size_t) {
        auto engine = line.open_engine(true);
        declare_run_flags(*command, options->flags,
                          engine ? engine.value()->plugins() : std::vector<PluginInfo>());
    });
    command->callback(
        [&line, options] { line.action = [&line, options] { return run(line, *options); }; });
}

}  // namespace hexameter::cli
