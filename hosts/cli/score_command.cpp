#include <fmt/core.h>
#include <unistd.h>

#include <memory>

#include "command_line.hpp"
#include "hexameter/scoring.hpp"
#include "output.hpp"
#include "outputs.hpp"
#include "plugin_config.hpp"
#include "run_flags.hpp"

namespace hexameter::cli {
namespace {

constexpr const char* examples = R"(Examples:
  hexameter score --metric exact_match --candidates answers.txt --references right.txt
  hexameter score --metric token_f1 --candidates answers.jsonl --references right.jsonl \
      --format json
  hexameter score --metric json --find fenced --candidates answers.jsonl

Line i of the one file belongs to line i of the other; rows of `hexameter show RUN --format jsonl`
have the reference of their sample. docs/scoring.md says what lines may hold.
`hexameter plugin list` has the metrics.)";

struct ScoreOptions {
    std::string metric;
    std::string candidates;
    std::string references;
    std::string input_format;
    std::string config = "{}";
    std::string format;
    std::string output;
    TypedFlags flags;
};

int score(CommandLine& line, const ScoreOptions& options) {
    const auto format = format_for(options.format, options.output);
    if (!format) return tell(format.error());
    if (auto ok = check_outputs(line, {report_file(options.output)},
                                {{"the file of candidates", options.candidates},
                                 {"the file of references", options.references}});
        !ok)
        return tell(ok.error());
    auto& engine = line.open_engine();
    const auto plugin = engine.find(PluginKind::metric, options.metric);
    if (!plugin) return tell(plugin.error().at("--metric"));
    if (auto ok = check_taken(options.flags, {plugin.value()}, engine.plugins(),
                              fmt::format("metric {} does not take this flag", plugin->id));
        !ok)
        return tell(ok.error());
    const auto config =
        typed_config(engine, plugin.value(), "--config", options.config, options.flags);
    if (!config) return tell(config.error());
    const auto scorer = engine.metric({plugin->id, config.value()});
    if (!scorer) return tell(scorer.error());
    const ScoringFile candidates{options.candidates, options.input_format};
    std::optional<ScoringFile> references;
    if (!options.references.empty()) references = {options.references, options.input_format};
    const auto pairs = load_pairs(candidates, references);
    if (!pairs) return tell(pairs.error());
    const auto report = score_pairs(scorer.value(), pairs.value());
    const ReportOptions look{line.color_on(STDOUT_FILENO) && options.output.empty(),
                             output_width()};
    if (auto ok = write_output(options.output, render_scores(report, format.value(), look)); !ok)
        return tell(ok.error());
    for (const auto& pair : report.pairs)
        if (pair.failed)
            for (const auto& note : pair.notes) say(fmt::format("error: {}: {}", pair.id, note));
    return report.failed() > 0 || report.scored() == 0 ? exit_iteration_failed : exit_ok;
}

}  // namespace

void add_score_command(CommandLine& line) {
    auto options = std::make_shared<ScoreOptions>();
    auto* command = line.app.add_subcommand("score", "Score answers in a file with a metric");
    command->add_option("--metric", options->metric, "Metric plugin")->required();
    command
        ->add_option("--candidates", options->candidates,
                     "Answers: one a line, or JSON Lines; - is standard input")
        ->required()
        ->check(not_empty("the name of a file"));
    command
        ->add_option("--references", options->references,
                     "What they should be: one a line, or JSON Lines; - is standard input (none)")
        ->check(not_empty("the name of a file"));
    command
        ->add_option("--input-format", options->input_format,
                     "text or jsonl, of both files (by their endings: .jsonl and .ndjson, else "
                     "text)")
        ->check(CLI::IsMember({"text", "jsonl"}));
    command->add_option("--config", options->config,
                        "Configuration of the metric, a JSON object; its flags are laid over it");
    command->add_option("--format", options->format,
                        "table, json, jsonl, csv or md (table): table and md have the figures, "
                        "csv and jsonl a row for each pair, json has all");
    add_output_option(*command, options->output);
    line.with_plugin_flags(*command, [command, options](const std::vector<PluginInfo>& plugins) {
        declare_plugin_flags(*command, PluginKind::metric, plugins, options->flags);
    });
    line.end_help(*command, examples);
    command->callback(
        [&line, options] { line.action = [&line, options] { return score(line, *options); }; });
}

}  // namespace hexameter::cli
