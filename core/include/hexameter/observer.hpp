// Events of a run, as they happen.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "hexameter/record.hpp"

namespace hexameter {

enum class RunEventType {
    model_start,
    warmup,
    iteration_start,
    first_token,
    token,
    iteration_complete,
    complete,
    cancelled,
    error,
    gap  // tokens that were left out here, as observers lag too far behind
};

[[nodiscard]] std::string_view to_string(RunEventType type);

struct RunEvent {
    RunEventType type = RunEventType::error;
    std::string run;
    std::string model;          // label; empty only for events of the whole run
    std::uint32_t current = 0;  // warmup: number; iteration events: iteration
    std::uint32_t total = 0;
    std::uint32_t repetition = 0;  // iteration_start: of the sample, from 1
    std::string sample;            // iteration_start: id of the sample
    bool warmup = false;           // this iteration event belongs to a warm-up
    std::string text;              // token: its text; iteration_start: prompt; error: message
    EventKind kind = EventKind::content;               // token
    std::uint32_t joined = 1;                          // token: events folded into this one
    std::uint32_t dropped = 0;                         // gap: token events that were left out
    Nanos ttft{0};                                     // first_token
    std::shared_ptr<const IterationRecord> iteration;  // iteration_complete
    std::shared_ptr<const RunSummary> summary;         // complete, cancelled
};

// One event as one line of JSON, without the newline (schemas/event.schema.json). Thread: any.
[[nodiscard]] std::string to_json_line(const RunEvent& event);

// Watches a run, and must outlive it; an event lives for the call. Nothing may be thrown: nobody
// catches it, and the program would end. Called on one thread that belongs to the run's observers,
// one event at a time, never on the thread that takes stamps: a slow observer delays other
// observers and nothing else. When it lags far behind, token events of one iteration are joined;
// past 32 MiB of text that waits they are left out and a gap says how many, and prompts are cut. No
// other event is lost. Who wants no tokens hears of no gap.
class Observer {
  public:
    virtual ~Observer() = default;
    virtual void on_event(const RunEvent& event) = 0;

    // Whether token events are wanted at all. Asked once, at the start.
    [[nodiscard]] virtual bool wants_tokens() const { return false; }
};

}  // namespace hexameter
