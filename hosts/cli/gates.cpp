#include "gates.hpp"

#include <fmt/core.h>

#include <CLI/Option.hpp>
#include <algorithm>
#include <cstdlib>

#include "hexameter/asserts.hpp"
#include "hexameter/flags.hpp"
#include "hexameter/junit.hpp"
#include "hexameter/prices.hpp"
#include "hexameter/spec_flags.hpp"
#include "output.hpp"
#include "setting_check.hpp"

namespace hexameter::cli {
namespace {

// "is 612.3 ms", or why there is no value.
std::string why_not(const AssertOutcome& outcome) {
    return outcome.reason.empty() ? "is " + actual_text(outcome) : outcome.reason;
}

bool allows_failures(const AssertOutcome& outcome, const std::string& model) {
    return outcome.passed && outcome.model == model && outcome.statistic.empty() &&
           (outcome.metric == "failed" || outcome.metric == "error_rate");
}

}  // namespace

void declare_assert_flag(CLI::App& command, std::vector<std::string>& asserts) {
    command
        .add_option("--assert", asserts,
                    "Condition on the summary, as 'ttft.p90<500ms' or 'swift: error_rate<1%'; "
                    "exit code 3 where it is not met; may be given again")
        ->allow_extra_args(false)
        ->check(not_empty("a condition, such as 'ttft.p90<500ms'"));
}

void lay_asserts(RunSpec& spec, const std::vector<std::string>& typed) {
    if (typed.empty()) return;
    forget_places(spec, "asserts");
    spec.asserts = typed;
    for (std::size_t i = 0; i < typed.size(); ++i)
        name_flag(spec, fmt::format("/asserts/{}", i),
                  typed.size() == 1 ? std::string("--assert")
                                    : fmt::format("--assert ({} of {})", i + 1, typed.size()));
}

void declare_gate_flags(CLI::App& command, GateFlags& flags) {
    declare_assert_flag(command, flags.asserts);
    command.add_option("--prices", flags.prices, "File that says what tokens cost, by model")
        ->check(not_empty("the name of a file"));
    command
        .add_option("--max-cost", flags.max_cost,
                    "Send nothing more once the run has cost more than this, in the currency of "
                    "the prices")
        ->type_name("NUMBER")
        ->check(not_empty("a number"));
    command
        .add_option("--prompt-cache", flags.prompt_cache,
                    "allow, or bust: each request begins with some characters of its own, so that "
                    "no server answers from a cache (allow)")
        ->check(CLI::IsMember({"allow", "bust"}));
}

void declare_junit_flag(CLI::App& command, std::string& to) {
    command.add_option("--junit", to, "File for the asserts as JUnit XML")
        ->check(not_empty("the name of a file"));
}

Result<double> max_cost_of(const std::string& typed) {
    const auto json = run_field("--max-cost", "/properties/max_cost", typed);
    if (!json) return json.error();
    return std::strtod(json->c_str(), nullptr);
}

void set_gates(RunSpec& spec, const GateFlags& flags, const Settings& settings, Wrong& wrong) {
    lay_asserts(spec, flags.asserts);
    const auto* own = settings.find("prices");
    auto file = flags.prices;
    if (file.empty() && own != nullptr && spec.prices_json == "{}") file = own->values.front();
    if (!file.empty()) {
        auto prices = load_prices(file);
        if (prices)
            spec.prices_json = std::move(prices.value());
        else
            wrong.add(prices.error().at(flags.prices.empty() ? place_of(settings, *own)
                                                             : std::string("--prices")));
        forget_places(spec, "prices");
    }
    if (flags.max_cost) {
        if (const auto most = max_cost_of(*flags.max_cost))
            spec.max_cost = most.value();
        else
            wrong.add(most.error());
        forget_places(spec, "max_cost");
    }
    if (!flags.prompt_cache.empty())
        spec.prompt_cache = flags.prompt_cache == "bust" ? PromptCache::bust : PromptCache::allow;
}

namespace {

bool any_unscored(const RunRecord& record) {
    const auto& models = record.summary.models;
    return std::any_of(models.begin(), models.end(),
                       [](const ModelSummary& model) { return model.failed_scores > 0; });
}

int measured_exit_code(const RunRecord& record) {
    const auto outcomes = assert_outcomes(record);
    if (std::any_of(outcomes.begin(), outcomes.end(),
                    [](const AssertOutcome& one) { return !one.passed; }))
        return exit_assert_failed;
    if (record.summary.status == RunStatus::failed) return exit_iteration_failed;
    for (const auto& model : record.summary.models)
        if (model.failed > 0 &&
            std::none_of(outcomes.begin(), outcomes.end(), [&](const AssertOutcome& one) {
                return allows_failures(one, model.model);
            }))
            return exit_iteration_failed;
    return any_unscored(record) ? exit_iteration_failed : exit_ok;
}

}  // namespace

int exit_code_of(const RunRecord& record, bool interrupted) {
    const bool is_whole = record.summary.status != RunStatus::cancelled && record.damage.empty();
    if (interrupted && (!is_whole || any_unscored(record))) return exit_interrupted;
    if (!record.summary.stopped_for.empty() && record.damage.empty()) return exit_assert_failed;
    // Nobody asked for its end: it could not be kept.
    if (!is_whole) return exit_internal;
    return measured_exit_code(record);
}

Status check_junit(const std::string& to, const RunSpec& spec) {
    if (to.empty()) return {};
    if (spec.asserts.empty())
        return Error(ErrorCode::config, "there is nothing to tell: add an --assert", "--junit");
    return {};
}

namespace {

// Why the run ended as it did, where that is not for an assert; "" for a sound end.
std::string why_not_sound(const RunRecord& record, int code) {
    if (code == exit_interrupted) return "it was interrupted";
    if (!record.damage.empty()) return record.damage.front();
    if (!record.summary.stopped_for.empty()) return "stopped: " + record.summary.stopped_for;
    if (code != exit_iteration_failed) return {};
    std::string why;
    for (const auto& model : record.summary.models) {
        const auto told = model.failed > 0 ? model.failed : model.failed_scores;
        if (told == 0) continue;
        why += fmt::format("{}{}: {} of {} {} failed", why.empty() ? "" : "; ", model.model, told,
                           model.ok + model.failed,
                           model.failed > 0 ? "iterations" : "answers' scores");
    }
    return why.empty() ? "nothing was measured" : why;
}

}  // namespace

Status tell_asserts(const RunRecord& record, ReportFormat format, const std::string& report_to,
                    const std::string& junit, int code) {
    const auto outcomes = assert_outcomes(record);
    const bool in_report = format == ReportFormat::table || format == ReportFormat::markdown;
    const bool seen = in_report && (report_to.empty() || report_to == "-");
    std::vector<JunitCase> cases;
    for (const auto& outcome : outcomes) {
        cases.push_back({outcome.text, outcome.model, std::nullopt, std::nullopt, 0});
        if (outcome.passed) continue;
        cases.back().failure = why_not(outcome);
        if (!seen)
            say(fmt::format("assert failed: {} ({}): {}", outcome.text, outcome.model,
                            why_not(outcome)));
    }
    if (junit.empty()) return {};
    if (const auto why = why_not_sound(record, code); !why.empty())
        cases.push_back({"the run", "", std::nullopt, std::nullopt, 0, why});
    const auto& header = record.header;
    return write_output(
        junit, render_junit(header.spec.name.empty() ? header.id : header.spec.name, cases));
}

}  // namespace hexameter::cli
