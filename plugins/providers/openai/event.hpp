// What one event of a stream says, or the one document of a reply that is not streamed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hexameter::openai {

struct ToolCallPiece {
    std::optional<std::uint64_t> index;
    std::string_view id;
    std::string_view name;
    std::string_view arguments;
};

// OpenAI's own bound of "n": a greater index is none, and would be told of as a choice.
inline constexpr std::size_t most_choices = 128;

struct ChoicePiece {
    std::uint32_t index = 0;  // below most_choices
    std::string_view content;
    std::string parts;         // what content views when it came as a list of parts
    std::string_view refusal;  // what the model says in place of content
    std::string_view reasoning;
    std::string_view finish_reason;
    std::vector<ToolCallPiece> tool_calls;
};

struct Usage {
    std::optional<std::uint64_t> input_tokens;
    std::optional<std::uint64_t> output_tokens;
    std::optional<std::uint64_t> reasoning_tokens;
    std::optional<std::uint64_t> cached_tokens;
    std::vector<std::string_view> unusable;  // the peer's names of counts that are none
    std::string raw;
};

// llama.cpp's account of itself.
struct Timings {
    std::optional<std::uint64_t> prompt_ns;
    std::optional<std::uint64_t> decode_ns;
    std::string raw;
};

struct Event {
    std::vector<ChoicePiece> choices;  // views into the scratch of the read
    std::uint64_t sent_ns = 0;         // when the server says that it sent this; 0 = it does not
    bool failed = false;               // it is an error
    // The last ones seen: they outlive the event that brought them.
    std::optional<Usage> usage;
    std::optional<Timings> timings;
};

// scratch: memory that the next read uses again. Throws Error(decode); `what` names the text.
// reply_bytes: how much of the reply has come, for counts of tokens that it cannot hold.
void read_event(std::string_view json, std::string& scratch, Event& event, std::string_view what,
                std::uint64_t reply_bytes);

}  // namespace hexameter::openai
