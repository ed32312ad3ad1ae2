#include "debug_lines.hpp"

#include <fmt/core.h>

#include "hexameter/history.hpp"

namespace hexameter::cli {

void DebugLines::on_event(const RunEvent& event) {
    if (!begun_)
        tell_(home_.empty() ? fmt::format("debug: run {}: not kept", event.run)
                            : fmt::format("debug: run {}: journal {}", event.run,
                                          journal_file(home_, event.run).string()));
    begun_ = true;
    if (event.type == RunEventType::model_start)
        tell_(fmt::format("debug: {}: starts", event.model));
    else if (event.type == RunEventType::iteration_complete)
        tell_end(event);
    else if (event.type == RunEventType::complete || event.type == RunEventType::cancelled)
        tell_(fmt::format("debug: run {}: {}", event.run, to_string(event.type)));
}

void DebugLines::tell_end(const RunEvent& event) {
    const auto& record = *event.iteration;
    const bool ok = record.status == IterationStatus::ok;
    tell_(fmt::format("debug: {}: {} {} of {}, sample {}: {}{}", event.model,
                      event.warmup ? "warm-up" : "iteration", event.current, event.total,
                      record.sample, to_string(record.status),
                      ok ? "" : ": " + record.error.text()));
}

}  // namespace hexameter::cli
