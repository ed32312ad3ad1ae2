// Invariants:
// 1. The first Ctrl-C ends the scoring between two answers, the second one the program; the journal
//    of the run is whole in both cases, and the old one.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <memory>

#include "command_line.hpp"
#include "json_failure.hpp"
#include "output.hpp"
#include "outputs.hpp"
#include "plugin_config.hpp"
#include "progress.hpp"
#include "run_flags.hpp"

namespace hexameter::cli {
namespace {

constexpr const char* examples = R"(Examples:
  hexameter rescore latest --metric exact_match --ignore-case true
  hexameter rescore latest --metric token_f1 --metric levenshtein --dry-run
  hexameter rescore latest --metric exact_match --filter 'after_last:####'
  hexameter rescore 20261121-154757-000d

No model is asked: answers are taken as they are kept. docs/scoring.md tells more.
With the exit codes 1, 2 and 130 the run stays as it was.)";

struct RescoreOptions {
    std::string id;
    std::vector<std::string> metrics;
    std::string config;
    std::string modality_config;
    std::string dataset;
    bool dry_run = false;
    std::string format;
    std::string output;
    std::string progress = "auto";
    TypedFlags flags;
};

// What goes into metrics and modality.
struct Plugins {
    PluginInfo modality;
    std::vector<PluginInfo> metrics;
    std::vector<MetricSpec> specs;  // of metrics, as typed and as the run has them
};

std::atomic<bool> stopped{false};  // NOLINT: a signal handler reaches nothing else

// While it lives the first signal asks for the end, and the next one ends the program.
class StopOnSignal {
  public:
    StopOnSignal() {
        struct sigaction action {};

        action.sa_handler = [](int) {
            if (stopped.exchange(true)) leave_interrupted();
        };
        sigaction(SIGINT, &action, &interrupt_);
        sigaction(SIGTERM, &action, &terminate_);
    }

    ~StopOnSignal() {
        sigaction(SIGINT, &interrupt_, nullptr);
        sigaction(SIGTERM, &terminate_, nullptr);
    }

    StopOnSignal(const StopOnSignal&) = delete;
    StopOnSignal& operator=(const StopOnSignal&) = delete;

  private:
    struct sigaction interrupt_ {};

    struct sigaction terminate_ {};
};

// The metric's configuration in the run's spec; an empty one where the run did not have it.
std::string config_in(const Engine& engine, const RunSpec& spec, const PluginInfo& metric) {
    for (const auto& one : spec.metrics)
        if (const auto plugin = engine.find(PluginKind::metric, one.id);
            plugin && plugin->id == metric.id)
            return one.config_json;
    return "{}";
}

// Those of the run where none is typed.
Result<Plugins> plugins_of(const Engine& engine, const RunSpec& spec,
                           const RescoreOptions& options) {
    const auto modality = engine.find(PluginKind::modality, spec.modality);
    if (!modality) return modality.error();
    Plugins plugins{modality.value(), {}, {}};
    auto ids = options.metrics;
    if (ids.empty())
        for (const auto& metric : spec.metrics) ids.push_back(metric.id);
    for (const auto& id : ids) {
        auto metric = engine.find(PluginKind::metric, id);
        if (!metric) return metric.error().at("--metric");
        plugins.metrics.push_back(std::move(metric.value()));
    }
    if (!options.config.empty() && ids.size() != 1)
        return Error(ErrorCode::config,
                     fmt::format("is of one metric, and {} are asked: name one alone with --metric",
                                 ids.size()),
                     "--config");
    auto takers = plugins.metrics;
    takers.push_back(plugins.modality);
    if (auto ok =
            check_taken(options.flags, takers, engine.plugins(),
                        "neither the modality nor a metric that is asked takes this flag", false);
        !ok)
        return ok.error();
    for (const auto& metric : plugins.metrics) {
        auto config =
            typed_config(engine, metric, "--config",
                         options.config.empty() ? config_in(engine, spec, metric) : options.config,
                         options.flags);
        if (!config) return config.error().at("metric " + metric.id);
        plugins.specs.push_back({metric.id, std::move(config.value())});
    }
    return plugins;
}

// Absent where nothing was typed for the modality.
Result<std::optional<std::string>> modality_config(const Engine& engine, const RunSpec& spec,
                                                   const PluginInfo& modality,
                                                   const RescoreOptions& options) {
    const auto flags = plugin_flags(modality);
    const bool typed = std::any_of(flags.begin(), flags.end(), [&options](const auto& flag) {
        const auto found = options.flags.find(flag.flag);
        return flag.target == PluginFlag::Target::config && found != options.flags.end() &&
               !found->second.empty();
    });
    if (!typed && options.modality_config.empty()) return std::optional<std::string>();
    auto config = typed_config(
        engine, modality, "--modality-config",
        options.modality_config.empty() ? spec.modality_config_json : options.modality_config,
        options.flags);
    if (!config) return config.error();
    return std::optional(std::move(config.value()));
}

Result<RescoreSpec> what_to_score(const Engine& engine, const RunSpec& spec,
                                  const RescoreOptions& options) {
    auto plugins = plugins_of(engine, spec, options);
    if (!plugins) return plugins.error();
    auto config = modality_config(engine, spec, plugins->modality, options);
    if (!config) return config.error();
    RescoreSpec what;
    what.metrics = std::move(plugins->specs);
    what.modality_config_json = std::move(config.value());
    if (!options.dataset.empty()) what.dataset_file = std::filesystem::absolute(options.dataset);
    what.keep = !options.dry_run;
    what.stop = [] { return stopped.load(); };
    return what;
}

// Which runs there were, and what became of them.
void tell_outcome(const RescoreOptions& options, const Rescored& rescored) {
    const auto of =
        fmt::format("of {} answer{}", rescored.answers, rescored.answers == 1 ? "" : "s");
    if (rescored.failed > 0)
        say(fmt::format("error: metric or modality failed on {} {}: see the notes", rescored.failed,
                        of));
    say(fmt::format("{}{} {}, warm-ups included, {} a score",
                    options.dry_run ? "dry run, the run stays as it was: " : "", rescored.scored,
                    of, rescored.scored == 1 ? "has" : "have"));
    if (!rescored.old_journal.empty())
        say(fmt::format("the damaged journal is kept as {}", rescored.old_journal.string()));
}

Result<Rescored> rescored_run(CommandLine& line, const RescoreOptions& options) {
    const auto history = line.open_history();
    if (!history) return history.error();
    const auto kept = history.value()->read(options.id);
    if (!kept) return kept.error();
    const auto& spec = kept->header.spec;
    auto inputs = inputs_of(spec);
    inputs.push_back({"the data set", options.dataset});
    if (auto ok = check_outputs(line, {report_file(options.output)}, inputs); !ok)
        return ok.error();
    if (auto ok = line.keep_runs(); !ok) return ok.error();
    auto& engine = line.open_engine();
    // A header that is lost names no modality; the engine says so.
    auto what =
        kept->header.engine_version.empty() ? RescoreSpec() : what_to_score(engine, spec, options);
    if (!what) return what.error();
    ScoringProgress progress(is_live_terminal(STDERR_FILENO));
    if (options.progress != "never")
        what->progress = [&progress](std::uint64_t left) { progress.tell(left); };
    auto rescored = engine.rescore(kept.value(), what.value());
    if (!rescored) return rescored.error().at("run " + kept->header.id);
    return rescored;
}

int rescore(CommandLine& line, const RescoreOptions& options) {
    const auto format = format_for(options.format, options.output);
    if (!format) return tell(format.error());
    const StopOnSignal stop;
    const auto rescored = rescored_run(line, options);
    if (!rescored && rescored.error().code() == ErrorCode::cancelled) {
        static_cast<void>(tell(rescored.error()));
        return exit_interrupted;
    }
    if (!rescored) return tell(rescored.error());
    const ReportOptions look{line.color_on(STDOUT_FILENO) && options.output.empty(),
                             output_width()};
    const auto render = [&](const TextSink& out) {
        render_run(rescored->run, format.value(), look, out);
    };
    if (auto ok = write_output(options.output, render); !ok) return tell(ok.error());
    tell_outcome(options, rescored.value());
    return rescored->failed > 0 ? exit_iteration_failed : exit_ok;
}

}  // namespace

void add_rescore_command(CommandLine& line) {
    auto options = std::make_shared<RescoreOptions>();
    auto* command = line.app.add_subcommand("rescore", "Score the answers of a kept run again");
    command->add_option("run", options->id, std::string("Its ") + run_help)
        ->required()
        ->check(not_empty("the id of a run"));
    command
        ->add_option("--metric", options->metrics,
                     "Metric plugin; may be given again (those of the run)")
        ->allow_extra_args(false)
        ->check(not_empty("the id of a metric"));
    command
        ->add_option("--config", options->config,
                     "Configuration of the metric, a JSON object (that of the run); its flags are "
                     "laid over it")
        ->check(not_empty("a JSON object"));
    command
        ->add_option("--modality-config", options->modality_config,
                     "Configuration of the modality, a JSON object (that of the run); its flags "
                     "are laid over it")
        ->check(not_empty("a JSON object"));
    command
        ->add_option("--dataset", options->dataset,
                     "Where the run's data set lies now (where the run had it)")
        ->check(not_empty("the name of a file"));
    command->add_flag("--dry-run", options->dry_run, "Score, and leave the run as it is");
    command->add_option("--format", options->format, run_format_help);
    add_output_option(*command, options->output);
    add_progress_option(*command, options->progress);
    line.with_plugin_flags(*command, [command, options](const std::vector<PluginInfo>& plugins) {
        for (const auto kind : {PluginKind::modality, PluginKind::metric})
            declare_plugin_flags(*command, kind, plugins, options->flags, false);
    });
    line.end_help(*command, examples);
    command->callback(
        [&line, options] { line.action = [&line, options] { return rescore(line, *options); }; });
}

}  // namespace hexameter::cli
