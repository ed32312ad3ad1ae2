#include "next_step.hpp"

#include <fmt/format.h>

#include "output.hpp"

namespace hexameter::cli {

std::string command_to_go_on(const CommandLine& line, const RunRecord& run) {
    const bool known = !run.header.engine_version.empty();
    if (!known || run.summary.status == RunStatus::running) return {};
    std::uint64_t measured = 0;
    for (const auto& model : run.summary.models) measured += model.ok + model.failed;
    if (measured >= run.header.planned_iterations()) return {};
    const bool cost_too_much = !run.summary.stopped_for.empty();
    return fmt::format("{} run --resume {}{}", line.same_program(), run.header.id,
                       cost_too_much ? " --max-cost NUMBER" : "");
}

void tell_next_step(const CommandLine& line, const RunRecord& run) {
    const auto go_on = command_to_go_on(line, run);
    if (run.damage.empty()) {
        if (!go_on.empty()) say("go on:      " + go_on);
    } else if (run.header.engine_version.empty()) {
        say(fmt::format("take away:  {} delete {}", line.same_program(), run.header.id));
    } else if (run.summary.status != RunStatus::running) {
        say(fmt::format("mend it:    {} doctor --repair", line.same_program()));
    }
}

}  // namespace hexameter::cli
