// The host's time stamps of one iteration.
//
// Threads: these are values: several threads may read one at once, none while another changes it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hexameter {

// A moment: nanoseconds on CLOCK_MONOTONIC. Never wall-clock time.
using Instant = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;
using Nanos = std::chrono::nanoseconds;

// Where a stamp was taken, from best to worst.
enum class TimingSource : std::uint8_t {
    kernel_rx,      // the kernel's receive stamp of the segment
    host_wire,      // user space, at the read
    host_callback,  // on entry of an async provider's callback
    child_callback  // the same, in a worker process
};

// Over which HTTP an exchange went, where that is to be told.
enum class Spoken : std::uint8_t {
    as_asked,
    http2,
    http1_instead  // HTTP/2 was asked for
};

enum class EventKind : std::uint8_t { content, reasoning, tool_call, other };

[[nodiscard]] std::string_view to_string(TimingSource source);
[[nodiscard]] std::string_view to_string(EventKind kind);

// One chunk that a provider handed over. Its bytes lie in Timeline::text.
struct TimelineEvent {
    Instant at;
    Instant claimed;               // the peer's own claim; the epoch when there is none
    std::uint64_t units = 0;       // tokens, if the peer says so; 0: it does not
    std::uint32_t text_begin = 0;  // byte offset into Timeline::text
    std::uint32_t text_size = 0;
    std::uint32_t choice = 0;
    EventKind kind = EventKind::content;
    TimingSource source = TimingSource::host_wire;
    bool coalesced = false;  // several segments arrived at once: `at` is an upper bound
    bool piece = false;      // bytes of one blob that goes on: no token, no gap
};

// Token counts as the server's usage field gave them.
struct Usage {
    std::optional<std::uint64_t> input_tokens;
    std::optional<std::uint64_t> output_tokens;
    std::optional<std::uint64_t> reasoning_tokens;
    std::optional<std::uint64_t> cached_tokens;
};

// The server's own durations: kept beside ours, never headlined.
struct ServerClaim {
    std::optional<Nanos> queue;
    std::optional<Nanos> load;
    std::optional<Nanos> prompt;
    std::optional<Nanos> decode;
    std::optional<Nanos> total;
};

// One send of a request. A retry is another attempt.
struct Attempt {
    std::optional<Instant> sent;
    int http_status = 0;
    std::string error;
};

// Append only; filled by the recorder, read after the end.
struct Timeline {
    Instant intended;                   // when the schedule wanted it sent
    Instant dispatched;                 // when the engine handed it to transport or plugin
    std::optional<Instant> sent;        // first attempt, just before the first byte left
    std::optional<Instant> first_byte;  // of the reply, head included
    std::optional<Instant> end;         // the transport's end
    bool streamed = false;              // asked for so, and not given whole
    bool new_connection = false;        // the request had to open one
    Spoken spoken = Spoken::as_asked;   // not kept; it becomes a note
    Nanos plugin_time{0};               // spent in the provider's code
    std::vector<TimelineEvent> events;
    std::string text;  // the bytes of all events, in order of arrival
    Usage usage;
    std::optional<std::uint64_t> tokenizer_tokens;
    ServerClaim claim;
    std::string finish_reason;
    std::string usage_raw;  // as the peer sent them
    std::string claim_raw;
    std::vector<Attempt> attempts;

    [[nodiscard]] std::string_view text_of(const TimelineEvent& event) const {
        return std::string_view(text).substr(event.text_begin, event.text_size);
    }
};

// The text of one kind and choice, joined.
[[nodiscard]] std::string joined_text(const Timeline& timeline, EventKind kind,
                                      std::uint32_t choice = 0);

}  // namespace hexameter
