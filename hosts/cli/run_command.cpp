#include <fmt/core.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/Option.hpp>
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "command_line.hpp"
#include "debug_lines.hpp"
#include "event_lines.hpp"
#include "gates.hpp"
#include "hexameter/history.hpp"
#include "hexameter/prices.hpp"
#include "hexameter/report.hpp"
#include "next_step.hpp"
#include "output.hpp"
#include "outputs.hpp"
#include "own_address.hpp"
#include "pipes.hpp"
#include "progress.hpp"
#include "run_flags.hpp"
#include "setting_check.hpp"
#include "signals.hpp"
#include "wait_ready.hpp"

namespace hexameter::cli {
namespace {

constexpr const char* examples = R"(Examples:
  hexameter run bench.yaml
  hexameter run bench.yaml --iterations 20 --concurrency 4 --format json -o result.json
  hexameter run --resume latest
  hexameter run --provider simulated --model swift --model steady --prompt "What is 17 + 25?" \
      --iterations 5 --warmup 1 --temperature 0 --seed 7 --max-tokens 128

`hexameter models` lists what can be named with --provider and --model.)";

struct RunOptions {
    RunFlags flags;
    std::string format;
    std::string output;
    std::string events;
    std::string junit;
    std::optional<std::string> wait_ready;  // seconds, as typed
    std::string progress = "auto";
    std::string resume;  // id of the run to go on with
    std::string repeat;  // of the run to measure again
    bool no_keep = false;
    bool dry_run = false;
};

// What is about to run, and the kept run that it comes from.
struct Start {
    PreparedRun prepared;
    std::vector<ModelSpec> models;
    std::vector<std::string> unpriced;  // a sentence each
    std::optional<RunHeader> of;
};

bool measured_any(const RunRecord& record) {
    return std::any_of(record.summary.models.begin(), record.summary.models.end(),
                       [](const ModelSummary& model) { return model.ok > 0; });
}

// The newest run before this one that measured a model of the same name; "OTHER" where there is
// none.
std::string earlier_like(const std::filesystem::path& home, const RunRecord& record) {
    const auto history = History::open(home);
    if (!history) return "OTHER";
    RunFilter filter;
    filter.before_id = record.header.id;
    const auto runs = history.value()->list(filter);
    if (!runs) return "OTHER";
    for (const auto& run : runs.value())
        for (const auto& model : record.summary.models)
            if (run.ok > 0 &&
                std::find(run.models.begin(), run.models.end(), model.model) != run.models.end())
                return run.id;
    return "OTHER";
}

void tell_where(const CommandLine& line, const RunRecord& record) {
    const auto place = line.home();
    if (!place) return;
    const auto& id = record.header.id;
    const auto folder = run_folder(place.value(), id);
    std::error_code ignored;
    if (!std::filesystem::exists(folder, ignored)) return;  // somebody took it away
    say(fmt::format("\n{} in {}\nlook again: {} show {}",
                    record.damage.empty() ? "kept" : "what could be kept is", folder.string(),
                    line.same_program(), id));
    if (const auto go_on = command_to_go_on(line, record); !go_on.empty())
        say("go on:      " + go_on);
    if (measured_any(record))
        say(fmt::format("compare:    {} compare {} {}", line.same_program(), id,
                        earlier_like(place.value(), record)));
}

// Empty: the run is not kept.
std::filesystem::path home_of(const CommandLine& line, const RunOptions& options) {
    const auto place = line.home();
    return options.no_keep || !place ? std::filesystem::path() : place.value();
}

std::unique_ptr<Progress> make_progress(const CommandLine& line, const RunOptions& options) {
    if (options.progress == "never") return nullptr;
    return std::make_unique<Progress>(is_live_terminal(STDERR_FILENO),
                                      line.color_on(STDERR_FILENO));
}

// With events on standard output the report would get among them.
bool wants_report(const RunOptions& options) {
    return options.events != "-" || (!options.output.empty() && options.output != "-");
}

// The exit code is `code`, unless something cannot be written.
int report(const CommandLine& line, const RunOptions& options, const RunRecord& record,
           ReportFormat format, const EventLines* events, int code) {
    if (events != nullptr)
        if (auto ok = events->written(); !ok) code = tell(ok.error());
    if (auto ok = tell_asserts(record, format, options.output, options.junit, code); !ok)
        code = tell(ok.error());
    if (wants_report(options)) {
        const ReportOptions look{line.color_on(STDOUT_FILENO) && options.output.empty(),
                                 output_width()};
        const auto render = [&](const TextSink& out) { render_run(record, format, look, out); };
        if (auto ok = write_output(options.output, render); !ok)
            code = tell(ok.error());
        else if (!options.output.empty() && options.output != "-")
            say("report: " + options.output);
    }
    if (!options.no_keep) tell_where(line, record);
    return code;
}

Status check_places(const CommandLine& line, const RunOptions& options, const RunSpec& spec) {
    if (auto ok = check_junit(options.junit, spec); !ok) return ok.error();
    auto inputs = inputs_of(spec);
    inputs.push_back({"the run file", options.flags.file});
    inputs.push_back({"the file of prices", options.flags.gates.prices});
    const auto report = wants_report(options) ? report_file(options.output)
                                              : OutputFile{"--output", options.output};
    return check_outputs(line, {report, {"--events", options.events}, {"--junit", options.junit}},
                         inputs);
}

// What failed with these models may be the fault of an address that a setting gave and nobody
// typed. A run that goes on, or is repeated, has its own.
void tell_own_addresses(const CommandLine& line, const RunOptions& options,
                        const std::vector<ModelSpec>& failed) {
    if (!options.resume.empty() || !options.repeat.empty()) return;
    const auto typed = [&options](const std::string& address) {
        const auto& flags = options.flags.plugin_flags;
        return std::any_of(flags.begin(), flags.end(), [&address](const auto& flag) {
            return !flag.second.empty() && flag.second.back() == address;
        });
    };
    for (const auto& setting : line.settings.values)
        if (std::any_of(failed.begin(), failed.end(), [&](const ModelSpec& model) {
                return !typed(setting.values.front()) &&
                       setting.key == fmt::format("{}.{}", address_member, model.provider) &&
                       model.config_json.find(setting.values.front()) != std::string::npos;
            }))
            say(fmt::format("note: the address {} is from {}", setting.values.front(),
                            place_of(line.settings, setting)));
}

// Of what --resume or repeat names.
Result<Start> start_of_kept(const CommandLine& line, const RunOptions& options, Engine& engine) {
    const bool resumes = !options.resume.empty();
    const auto history = line.open_history();
    if (!history) return history.error();
    auto kept = history.value()->read(resumes ? options.resume : options.repeat);
    if (!kept) return kept.error();
    const auto& header = kept.value().header;
    const auto place = "run " + header.id;
    if (header.engine_version.empty())
        return Error(ErrorCode::config, "its header is lost, and with it what it measured", place);
    const auto home = line.home();
    if (!home) return home.error();
    const auto spec = spec_of_kept(home.value(), header);
    if (auto ok = check_places(line, options, spec); !ok) return ok.error();
    std::error_code absent;
    if (const auto& data = spec.dataset.file;
        !data.empty() && !std::filesystem::exists(data, absent))
        return Error(ErrorCode::config,
                     fmt::format("the data set of the run is not there any more: bring {} back; a "
                                 "run keeps its answers, not its data set",
                                 data.string()),
                     place);
    std::optional<double> max_cost;
    if (const auto& typed = options.flags.gates.max_cost) {
        const auto most = max_cost_of(*typed);
        if (!most) return most.error();
        max_cost = most.value();
    }
    auto prepared = read_under_watch(spec.dataset.file, [&] {
        return resumes ? engine.prepare_to_resume(kept.value(), max_cost) : engine.prepare(spec);
    });
    if (!prepared) return prepared.error().at(place);
    return Start{std::move(prepared.value()), header.spec.models, models_without_price(header.spec),
                 header};
}

Result<Start> start_of(const CommandLine& line, const RunOptions& options, Engine& engine) {
    if (!options.resume.empty() || !options.repeat.empty())
        return start_of_kept(line, options, engine);
    const auto& file = options.flags.file;
    const auto spec = read_under_watch(file == "-" ? "/dev/stdin" : file,
                                       [&] { return spec_from(options.flags, engine); });
    if (!spec) return spec.error();
    if (auto ok = check_places(line, options, spec.value()); !ok) return ok.error();
    auto prepared =
        read_under_watch(spec->dataset.file, [&] { return engine.prepare(spec.value()); });
    if (!prepared && prepared.error().text().find(address_member) != std::string::npos)
        tell_own_addresses(line, options, spec->models);
    if (!prepared) return prepared.error();
    return Start{std::move(prepared.value()), spec->models, models_without_price(spec.value()),
                 std::nullopt};
}

// A run that goes on takes nothing that says what to measure.
Status check_resume(const CLI::App& command) {
    constexpr std::array allowed{"--resume", "--format",  "--output",     "--events",  "--progress",
                                 "--junit",  "--dry-run", "--wait-ready", "--max-cost"};
    for (const auto* option : command.get_options())
        if (option->count() > 0 &&
            std::none_of(allowed.begin(), allowed.end(),
                         [option](const char* name) { return option->check_name(name); }))
            return Error(ErrorCode::config,
                         "goes on with the run as it began; leave out " + option->get_name(),
                         "--resume");
    return {};
}

int show_plan(const CommandLine& line, const RunOptions& options, ReportFormat format, Start& start,
              const Engine& engine) {
    if (options.wait_ready)
        if (auto within = seconds_to_wait(*options.wait_ready); !within)
            return tell(within.error());
    const ReportOptions look{line.color_on(STDOUT_FILENO) && options.output.empty(),
                             output_width()};
    const auto text = render_plan(engine.plan(start.prepared), format, look);
    if (auto ok = write_output(options.output, text); !ok) return tell(ok.error());
    return exit_ok;
}

// Until the servers are there, as long as --wait-ready says.
template <class Tell>
Status wait_for_servers(Engine& engine, const RunOptions& options, const Start& start, Tell tell) {
    if (!options.wait_ready) return {};
    const auto within = seconds_to_wait(*options.wait_ready);
    if (!within) return within.error();
    Waiting world;
    world.ask = [&engine](const ModelSpec& provider) { return engine.models(provider); };
    world.tell = tell;
    world.now = [] { return Instant(std::chrono::steady_clock::now()); };
    world.sleep = [](Nanos time) { std::this_thread::sleep_for(time); };
    return wait_ready(start.models, within.value(), world);
}

// Of which nothing came.
std::vector<ModelSpec> failed_models(const RunRecord& record) {
    std::vector<ModelSpec> failed;
    for (const auto& summary : record.summary.models)
        for (const auto& model : record.header.spec.models)
            if (model.label == summary.model && summary.ok == 0 && summary.failed > 0)
                failed.push_back(model);
    return failed;
}

// What a glance at the report may miss; `of` is the run that this one repeats or goes on with.
void tell_remarks(const RunRecord& record, const std::optional<RunHeader>& of) {
    if (of && of->dataset_sha256 != record.header.dataset_sha256)
        say(fmt::format("note: the samples of the data set are not those of run {}", of->id));
    if (!record.summary.stopped_for.empty()) say("stopped: " + record.summary.stopped_for);
    for (const auto& model : record.summary.models)
        if (model.failed_scores > 0)
            say(fmt::format("error: {}: a metric failed on {} of {} answer{}: see the notes",
                            model.model, model.failed_scores, model.ok, model.ok == 1 ? "" : "s"));
}

int run(CommandLine& line, RunOptions& options) {
    const auto format = format_for(options.format, options.output);
    if (!format) return tell(format.error());
    auto progress = make_progress(line, options);
    RunControl control;
    const auto note = [&](std::string_view text) { progress ? progress->note(text) : say(text); };
    SignalWatch signals(control, note);
    if (auto ok = options.no_keep ? Status() : line.keep_runs(); !ok) return tell(ok.error());
    auto& engine = line.open_engine();
    auto start = start_of(line, options, engine);
    if (!start) return tell(of_home(line, start.error()));

    for (const auto& words : start->unpriced) say("warning: " + words);
    if (options.dry_run) return show_plan(line, options, format.value(), start.value(), engine);
    if (auto ok = wait_for_servers(engine, options, start.value(), note); !ok)
        return tell(ok.error());

    std::vector<Observer*> observers;
    if (progress) observers.push_back(progress.get());
    DebugLines debug(home_of(line, options), note);
    if (spdlog::should_log(spdlog::level::debug)) observers.push_back(&debug);
    std::unique_ptr<EventLines> events;
    if (!options.events.empty()) {
        auto opened = EventLines::open(options.events);
        if (!opened) return tell(opened.error());
        events = std::move(opened.value());
        observers.push_back(events.get());
    }
    signals.run_begins();
    const auto record = engine.run(std::move(start.value().prepared), observers, control);
    signals.run_ended();
    if (!record) return tell(of_home(line, record.error()));
    if (progress)
        progress->close();  // it told of what could not be kept
    else
        for (const auto& damage : record.value().damage) say("error: " + damage);
    tell_remarks(record.value(), start.value().of);
    tell_own_addresses(line, options, failed_models(record.value()));
    const int code = exit_code_of(record.value(), signals.interrupted());
    return report(line, options, record.value(), format.value(), events.get(), code);
}

// Where to go with what a run gives.
void declare_outputs(CLI::App& command, RunOptions& options) {
    command.add_option("--format", options.format, run_format_help);
    add_output_option(command, options.output);
    command
        .add_option("--events", options.events,
                    "File for events as they come, JSON Lines; - is standard output")
        ->check(not_empty("the name of a file"));
    declare_junit_flag(command, options.junit);
    command
        .add_option("--wait-ready", options.wait_ready,
                    "Before the start wait so many seconds at most until the servers answer and "
                    "list the models")
        ->type_name("NUMBER")
        ->check(not_empty("a number"));
    command.add_flag("--dry-run", options.dry_run,
                     "Check all and show the plan, its requests and their cost; send nothing");
    add_progress_option(command, options.progress);
}

}  // namespace

void add_run_command(CommandLine& line) {
    auto options = std::make_shared<RunOptions>();
    auto* command = line.app.add_subcommand("run", "Run a benchmark");
    declare_outputs(*command, *options);
    command->add_flag("--no-keep", options->no_keep, "Keep nothing in the history");
    command
        ->add_option(
            "--resume", options->resume,
            std::string("Go on with a kept run that was stopped or killed: its ") + run_help)
        ->check(not_empty("the id of a run"));
    options->flags.settings = &line.settings;
    line.with_plugin_flags(*command, [command, options](const std::vector<PluginInfo>& plugins) {
        declare_run_flags(*command, options->flags, plugins);
    });
    line.end_help(*command, examples);
    command->callback([&line, command, options] {
        line.action = [&line, command, options] {
            if (auto ok = options->resume.empty() ? Status() : check_resume(*command); !ok)
                return tell(ok.error());
            return run(line, *options);
        };
    });
}

void add_repeat_command(CommandLine& line) {
    auto options = std::make_shared<RunOptions>();
    auto* command = line.app.add_subcommand("repeat", "Run the spec of a kept run again");
    command->add_option("run", options->repeat, std::string("Its ") + run_help)
        ->required()
        ->check(not_empty("the id of a run"));
    declare_outputs(*command, *options);
    command->add_flag("--no-keep", options->no_keep, "Keep nothing in the history");
    line.end_help(*command);
    command->callback(
        [&line, options] { line.action = [&line, options] { return run(line, *options); }; });
}

}  // namespace hexameter::cli
