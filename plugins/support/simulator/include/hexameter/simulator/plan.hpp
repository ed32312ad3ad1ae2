// The whole reply of a simulated model, made before its first token is sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/simulator/model.hpp"

namespace hexameter::simulator {

enum class Channel : std::uint8_t { content, reasoning };
enum class Finish : std::uint8_t { stop, length };
[[nodiscard]] std::string_view to_string(Finish finish);

// What a plan depends on beside the model.
struct PlanRequest {
    std::string_view prompt;        // the last thing that the user said
    std::uint64_t input_bytes = 0;  // of all messages
    std::optional<std::uint32_t> max_tokens;
    std::vector<std::string> stop;           // the text ends before the first of these
    std::optional<std::uint64_t> text_seed;  // the same seed and prompt give the same text
};

// One token; its text is `length` bytes of Plan::text from `begin`. Tokens with one offset arrive
// together.
struct PlannedToken {
    std::uint64_t offset_ns = 0;  // after the request was taken
    std::uint32_t begin = 0;
    std::uint32_t length = 0;
    Channel channel = Channel::content;
};

struct Plan {
    std::string text;  // reasoning first, then content
    std::uint32_t reasoning_bytes = 0;
    std::vector<PlannedToken> tokens;
    Finish finish = Finish::stop;
    std::uint64_t finish_offset_ns = 0;  // >= the last token's
    std::uint32_t input_tokens = 0;      // by estimate, one for every four bytes
    std::uint32_t reasoning_tokens = 0;
    Fault fault = Fault::none;
    std::uint32_t fault_at = 0;  // tokens that are sent before the fault

    [[nodiscard]] std::string_view text_of(const PlannedToken& token) const {
        return std::string_view(text).substr(token.begin, token.length);
    }

    [[nodiscard]] std::string_view reasoning() const {
        return std::string_view(text).substr(0, reasoning_bytes);
    }

    [[nodiscard]] std::string_view content() const {
        return std::string_view(text).substr(reasoning_bytes);
    }

    // When the fault happens, or when the reply is whole.
    [[nodiscard]] std::uint64_t end_offset_ns() const;
};

// A pure function of its arguments: text and length are drawn from (seed, index, model, prompt), or
// from (text_seed, model, prompt) where one is given; times and faults from (seed, index, model).
// All times are whole microseconds, so that a last bit of a machine's exp() changes none.
[[nodiscard]] Plan make_plan(const ModelProfile& model, const PlanRequest& request,
                             std::uint64_t seed, std::uint64_t index);

}  // namespace hexameter::simulator
