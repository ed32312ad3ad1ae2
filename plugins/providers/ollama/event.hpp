// What one line of a reply says; a reply that is not streamed is one line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hexameter::ollama {

struct ToolCall {
    std::string_view name;
    std::string_view arguments;  // JSON
};

// Of the last line; what it does not say is absent.
struct Totals {
    std::optional<std::uint64_t> total_duration_ns;
    std::optional<std::uint64_t> load_duration_ns;
    std::optional<std::uint64_t> prompt_eval_count;
    std::optional<std::uint64_t> prompt_eval_duration_ns;
    std::optional<std::uint64_t> eval_count;
    std::optional<std::uint64_t> eval_duration_ns;
    std::vector<std::string_view> unusable;  // the names of those that are no counts
};

// Views into the scratch and the text of the read.
struct Event {
    std::string_view content;
    std::string parts;  // what content views when it came as a list of parts
    std::string_view thinking;
    std::vector<ToolCall> tool_calls;
    std::string_view done_reason;
    std::uint64_t sent_ns = 0;  // when the server says that it sent this; 0 = it does not
    Totals totals;
    bool has_message = false;
    bool done = false;
    bool failed = false;  // it is an error
};

// scratch: memory that the next read uses again. Throws Error(decode); `what` names the text.
// reply_bytes: how much of the reply has come, for counts of tokens that it cannot hold.
void read_event(std::string_view json, std::string& scratch, Event& event, std::string_view what,
                std::uint64_t reply_bytes);

}  // namespace hexameter::ollama
