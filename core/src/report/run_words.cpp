#include "report/run_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/words.hpp"
#include "report/printable.hpp"
#include "report/tally.hpp"
#include "report/units.hpp"

namespace hexameter::detail {
namespace {

std::string counted(std::uint64_t n, std::string_view word) {
    return fmt::format("{} {}{}", n, word, n == 1 ? "" : "s");
}

std::string lag_words(std::string_view name, const std::optional<Distribution>& lag) {
    if (!lag || lag->n == 0) return fmt::format("{} not measured", name);
    const RowUnit unit = shared_unit("ns", {lag->median, lag->max});
    return fmt::format("{} p50 {}, max {} {}", name, number_text(lag->median, unit),
                       number_text(lag->max, unit), unit.word);
}

constexpr std::string_view times = " x ";

constexpr std::size_t failures_shown = 10;
constexpr std::size_t notes_shown = 5;

}  // namespace

bool is_known(const RunHeader& header) {
    return !header.engine_version.empty();
}

std::string identity_words(const RunRecord& run) {
    const RunHeader& header = run.header;
    std::string words = header.id;
    const auto add = [&words](const std::string& part) {
        if (!part.empty()) words.append("  ").append(part);
    };
    add(header.spec.name);
    add(header.started_at);
    add(std::string(to_string(run.summary.status)));
    if (is_known(header)) add("engine " + header.engine_version);
    return printable(words);
}

std::string plan_words(const RunHeader& header) {
    if (!is_known(header)) return "settings not known";
    const RunSpec& spec = header.spec;
    std::string words = fmt::format("{}: {}", spec.modality, counted(spec.models.size(), "model"));
    if (spec.models.size() > 1)
        words += spec.order == ModelOrder::parallel ? " in parallel" : " one after another";
    words += fmt::format(", {} of each sample, {} per model, {} in flight{}, run seed {}",
                         counted(spec.iterations, "iteration"), counted(spec.warmup, "warm-up"),
                         spec.concurrency, spec.models.size() > 1 ? " per model" : "", spec.seed);
    if (!spec.stream) words += ", not streamed";
    return printable(words);
}

std::string completeness_words(const RunRecord& run) {
    std::uint64_t there = 0;
    for (const auto& model : run.summary.models) there += model.ok + model.failed;
    const auto planned = run.header.planned_iterations();
    std::string words;
    if (run.summary.status == RunStatus::interrupted)
        words = "Interrupted: its process was killed, or could not write its end; ";
    else if (run.summary.status == RunStatus::running)
        words = "Still running: ";
    else if (planned == 0 || there >= planned)
        return {};
    return planned == 0
               ? fmt::format("{}{} are here", words, counted(there, "iteration"))
               : fmt::format("{}{} of {} are here", words, there, counted(planned, "iteration"));
}

std::string resumed_words(const RunHeader& header) {
    if (header.resumed.empty()) return {};
    std::string moments;
    auto bound = header.spec.max_cost;
    for (const auto& part : header.resumed) {
        moments += (moments.empty() ? "" : ", ") + part.at;
        if (part.max_cost && part.max_cost != bound)
            moments += fmt::format(" (max_cost {:g})", *part.max_cost);
        if (part.max_cost) bound = part.max_cost;
    }
    return printable(
        fmt::format("Resumed at {}: what models took is summed over the parts, the instrument "
                    "speaks of the last one",
                    moments));
}

std::string heading_words(const ModelSummary& model) {
    return printable(model.provider.empty() ? model.model
                                            : fmt::format("{} ({})", model.model, model.provider));
}

std::string count_words(const ModelSummary& model) {
    std::string words = fmt::format("{} ok, {} failed", model.ok, model.failed);
    if (model.cancelled > 0) words += fmt::format(", {} cancelled", model.cancelled);
    if (model.warmups > 0) words += ", " + counted(model.warmups, "warm-up");
    if (model.failed_warmups > 0) words += fmt::format(" ({} failed)", model.failed_warmups);
    if (model.own_time)
        words += ", took " + duration_text(static_cast<double>(model.own_time->count()));
    if (model.throughput_tokens_per_s)
        words += ", throughput " +
                 number_text(*model.throughput_tokens_per_s, row_unit("tokens/s", 0)) + " tokens/s";
    return words;
}

std::vector<std::string> failure_words(const ModelSummary& model, bool of_warmups) {
    auto lines = tally_lines(model.errors, failures_shown);
    auto warmups = tally_lines(model.warmup_errors, failures_shown);
    std::erase_if(warmups, [&lines](const std::string& warmup) {
        const auto count = warmup.find(times);
        const auto same = std::find_if(lines.begin(), lines.end(), [&](const std::string& line) {
            return count != std::string::npos && line.ends_with(warmup.substr(count)) &&
                   line.find(times) + warmup.size() - count == line.size();
        });
        if (same == lines.end()) return false;
        *same += fmt::format(" (and {} of the warm-ups)", warmup.substr(0, count));
        return true;
    });
    return of_warmups ? warmups : lines;
}

std::vector<std::string> note_words(const ModelSummary& model) {
    return tally_lines(model.notes, notes_shown);
}

std::string parallel_words(const RunRecord& run) {
    if (!run.summary.parallel) return {};
    const ParallelFigures& figures = *run.summary.parallel;
    return fmt::format(
        "Models in parallel: wall {} (in which at least one measured), speed-up {:.2f} (sum of own "
        "times / wall), efficiency {:.2f} (speed-up / models), overhead {} (wall less the longest "
        "model)",
        duration_text(static_cast<double>(figures.wall.count())), figures.speed_up,
        figures.efficiency, duration_text(static_cast<double>(figures.overhead.count())));
}

std::vector<std::string> damage_words(const RunRecord& run) {
    std::vector<std::string> lines;
    for (const auto& damage : run.damage) lines.push_back(printable(damage));
    return lines;
}

std::vector<std::string> instrument_words(const RunSummary& summary) {
    const auto& instrument = summary.instrument;
    if (summary.status == RunStatus::interrupted && instrument.events == 0)
        return {"not known: the run was killed, and it is told when a run ends"};
    std::string limited = fmt::format("client limited: {}", to_string(instrument.client_limited));
    if (instrument.events == 0 && instrument.client_limited != Instrument::Limited::yes)
        return {"no event was measured; " + limited};
    if (!instrument.client_limited_rule.empty())
        limited += " (" + printable(instrument.client_limited_rule) + ")";
    return {
        limited,
        fmt::format("{}, kernel stamps {}, coalesced {}", counted(instrument.events, "event"),
                    percent_text(instrument.kernel_stamp_share),
                    percent_text(instrument.coalesced_share)),
        fmt::format("{}; {}; client CPU {:.2f} cores",
                    lag_words("dispatch lag", instrument.dispatch_lag_ns),
                    lag_words("loop lag", instrument.loop_lag_ns), instrument.client_cpu_share)};
}

}  // namespace hexameter::detail
