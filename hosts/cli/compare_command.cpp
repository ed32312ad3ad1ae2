#include <fmt/core.h>
#include <unistd.h>

#include <CLI/Option.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "hexameter/report.hpp"
#include "output.hpp"
#include "outputs.hpp"
#include "share.hpp"

namespace hexameter::cli {
namespace {

struct CompareOptions {
    std::string a;
    std::string b;
    std::string format;
    std::string output;
    std::string regression;  // as it was typed; "": no gate
    std::string junit;
};

// What the options come to before a run is read.
struct Plan {
    ReportFormat format = ReportFormat::table;
    std::optional<double> limit;
};

Result<Plan> plan_of(const CompareOptions& options) {
    Plan plan;
    const auto format = format_for(options.format, options.output);
    if (!format) return format.error();
    plan.format = format.value();
    if (!options.regression.empty()) {
        const auto limit = share_from(options.regression);
        if (!limit) return limit.error().at("--fail-on-regression");
        plan.limit = limit.value();
    }
    return plan;
}

std::string name_of(const Comparison& row) {
    return row.metric + (row.label.empty() ? "" : "[" + row.label + "]");
}

void tell_unpaired(const RunRecord& run, const RunRecord& other, const char* side) {
    for (const auto& model : unpaired_models(run, other))
        say(fmt::format("warning: not compared, as only {} has this model: {}", side, model));
}

constexpr const char* untestable =
    "nothing could be tested: the runs have no metric in common that has a better direction and "
    "enough values; run more iterations, or compare other runs";

// Tells which metrics are worse, and what could not be told.
int judge(const std::vector<Comparison>& rows, const Plan& plan) {
    using Outcome = Comparison::Outcome;
    std::size_t worse = 0;
    std::size_t asked = 0;
    std::size_t tested = 0;
    std::string unsure;
    for (const auto& row : rows) {
        if (row.direction == Direction::info) continue;
        ++asked;
        const bool untested = row.outcome == Outcome::not_compared ||
                              row.outcome == Outcome::nothing || row.outcome == Outcome::too_few;
        if (!untested) ++tested;
        if (untested || row.outcome == Outcome::inconclusive)
            unsure += fmt::format("{}{} ({})", unsure.empty() ? "" : ", ", name_of(row), row.model);
        if (!is_regression(row, *plan.limit)) continue;
        ++worse;
        say(fmt::format("regression: {} ({}): {}", name_of(row), row.model, regression_text(row)));
    }
    if (worse > 0) {
        say(fmt::format("error: {} of {} metric{} worse by more than {:g} %", worse, asked,
                        asked == 1 ? "" : "s", *plan.limit * 100));
        return exit_regression;
    }
    if (tested == 0) return tell({ErrorCode::config, untestable, "--fail-on-regression"});
    if (!unsure.empty())
        say(
            fmt::format("warning: {:g} % worse may have been missed, for want of iterations or "
                        "values: {}",
                        *plan.limit * 100, unsure));
    return exit_ok;
}

int compare(const CommandLine& line, const CompareOptions& options) {
    const auto plan = plan_of(options);
    if (!plan) return tell(plan.error());
    const auto history = line.open_history();
    if (!history) return tell(history.error());
    const auto a = history.value()->read(options.a);
    if (!a) return tell(a.error());
    const auto b = history.value()->read(options.b);
    if (!b) return tell(b.error());
    auto inputs = inputs_of(a->header.spec);
    for (auto& input : inputs_of(b->header.spec)) inputs.push_back(std::move(input));
    if (auto ok =
            check_outputs(line, {report_file(options.output), {"--junit", options.junit}}, inputs);
        !ok)
        return tell(ok.error());
    const auto junit = [&](const std::vector<Comparison>& rows, const std::string& error) {
        if (options.junit.empty()) return Status();
        return write_output(options.junit,
                            render_comparison_junit(a.value(), b.value(), rows,
                                                    plan->limit.value_or(usual_margin), error));
    };
    if (a->header.id == b->header.id) {
        const auto one = "A and B are one run, " + a->header.id;
        if (plan->limit) {
            if (auto ok = junit({}, one); !ok) return tell(ok.error());
            return tell({ErrorCode::config, one, "--fail-on-regression"});
        }
        say("warning: " + one);
    }
    const double limit = plan->limit.value_or(usual_margin);
    // A margin of 0 cannot be shown by any number of iterations.
    const auto rows = compare_runs(a.value(), b.value(), limit > 0 ? limit : usual_margin);
    const ReportOptions look{line.color_on(STDOUT_FILENO) && options.output.empty(),
                             output_width()};
    const auto text = render_comparison(a.value(), b.value(), rows, plan->format, look);
    if (auto ok = write_output(options.output, text); !ok) return tell(ok.error());
    int code = exit_ok;
    if (plan->limit) {
        tell_unpaired(a.value(), b.value(), "A");
        tell_unpaired(b.value(), a.value(), "B");
        code = judge(rows, plan.value());
    }
    if (auto ok = junit(rows, code == exit_usage ? untestable : ""); !ok) return tell(ok.error());
    return code;
}

}  // namespace

void add_compare_command(CommandLine& line) {
    auto options = std::make_shared<CompareOptions>();
    auto* command = line.app.add_subcommand("compare", "Two kept runs side by side");
    command->add_option("a", options->a, std::string("Run A: ") + run_help)->required();
    command
        ->add_option("b", options->b, fmt::format("Run B: {}; difference = (A - B) / B", run_help))
        ->required();
    command->add_option("--format", options->format, format_help);
    add_output_option(*command, options->output);
    command
        ->add_option("--fail-on-regression", options->regression,
                     "Exit code 4 where a metric of A is worse than B's by more than this and the "
                     "test shows it; also the difference that verdicts go by (5%)")
        ->option_text("PERCENT")
        ->check(not_empty("a percentage, such as 5%"));
    command
        ->add_option("--junit", options->junit,
                     "File for JUnit XML: a case per model and metric, failed where it is worse by "
                     "more than --fail-on-regression (5%)")
        ->option_text("FILE")
        ->check(not_empty("the name of a file"));
    line.end_help(*command);
    command->callback(
        [&line, options] { line.action = [&line, options] { return compare(line, *options); }; });
}

}  // namespace hexameter::cli
