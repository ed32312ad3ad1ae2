// The body of a chat request, read once for both wires.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/simulator/model.hpp"

namespace hexameter::simulate {

enum class WireKind { openai, ollama };

struct ChatRequest {
    std::string model;
    std::string prompt;             // text of the last user message
    std::uint64_t input_bytes = 0;  // text of all messages
    bool stream = false;            // absent: false for OpenAI, true for Ollama
    bool include_usage = false;     // OpenAI: stream_options.include_usage
    bool think = true;              // Ollama: false leaves the reasoning out
    std::optional<std::uint32_t> max_tokens;
    std::optional<std::uint64_t> seed;
    std::vector<std::string> stop;
    simulator::Overrides overrides;  // the member "simulate"
};

struct ParsedChat {
    std::optional<ChatRequest> request;
    std::string problem;  // what is wrong, when there is no request
};

[[nodiscard]] ParsedChat parse_chat(std::string_view body, WireKind wire);

// The member "model", else "name", of a body such as /api/show takes; empty when there is none.
[[nodiscard]] std::string parse_model_name(std::string_view body);

}  // namespace hexameter::simulate
