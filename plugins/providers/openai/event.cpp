// Sources: OpenAI API reference, "Chat completion object" and "Chat completion chunk object";
// llama.cpp's server (timings, reasoning_content); vLLM (reasoning, beside or in place of
// reasoning_content, with the same text: one slot takes both).
#include "event.hpp"

#include <cmath>
#include <utility>

#include "support/chat/content_scan.hpp"
#include "support/chat/counts.hpp"
#include "support/chat/reply_error.hpp"

namespace hexameter::openai {
namespace {

enum Node : std::uint8_t {
    root = plugin_json::scan_root,
    choices,
    choice,
    choice_index,
    finish_reason,
    message,
    content,
    content_part,
    part_type,
    part_text,
    refusal,
    reasoning,
    tool_calls,
    tool_call,
    tool_index,
    tool_id,
    function,
    tool_name,
    tool_arguments,
    usage,
    input_tokens,
    output_tokens,
    input_details,
    output_details,
    cached_tokens,
    reasoning_tokens,
    timings,
    prompt_ms,
    predicted_ms,
    error,
    object,
    sent_ns,
};

std::optional<std::uint64_t> ns_of_ms(std::string_view digits) {
    constexpr double ns_in_ms = 1e6;
    const double ns = plugin_json::number_of(digits) * ns_in_ms;
    return ns >= 0 && ns < 1e18 ? std::optional(static_cast<std::uint64_t>(std::llround(ns)))
                                : std::nullopt;
}

class Visitor {
  public:
    static constexpr auto rules = std::to_array<plugin_json::ScanRule>({
        {root, "choices", choices},
        {root, "sent_ns", sent_ns},
        {root, "usage", usage},
        {root, "timings", timings},
        {root, "error", error},
        {root, "object", object},
        {choices, "", choice},
        {choice, "index", choice_index},
        {choice, "finish_reason", finish_reason},
        {choice, "delta", message},
        {choice, "message", message},
        {message, "content", content},
        {message, "refusal", refusal},
        {message, "reasoning_content", reasoning},
        {message, "reasoning", reasoning},
        {message, "tool_calls", tool_calls},
        {content, "", content_part},
        {content_part, "type", part_type},
        {content_part, "text", part_text},
        {tool_calls, "", tool_call},
        {tool_call, "index", tool_index},
        {tool_call, "id", tool_id},
        {tool_call, "function", function},
        {function, "name", tool_name},
        {function, "arguments", tool_arguments},
        {usage, "prompt_tokens", input_tokens},
        {usage, "completion_tokens", output_tokens},
        {usage, "prompt_tokens_details", input_details},
        {usage, "completion_tokens_details", output_details},
        {input_details, "cached_tokens", cached_tokens},
        {output_details, "reasoning_tokens", reasoning_tokens},
        {timings, "prompt_ms", prompt_ms},
        {timings, "predicted_ms", predicted_ms},
    });

    static constexpr auto counts = std::to_array<plugin_chat::CountField<Usage>>({
        {input_tokens, "prompt_tokens", &Usage::input_tokens},
        {output_tokens, "completion_tokens", &Usage::output_tokens},
        {cached_tokens, "prompt_tokens_details.cached_tokens", &Usage::cached_tokens},
        {reasoning_tokens, "completion_tokens_details.reasoning_tokens", &Usage::reasoning_tokens},
    });

    Visitor(Event& event, std::uint64_t reply_bytes) : event_(event), reply_bytes_(reply_bytes) {}

    void text(std::uint8_t node, std::string_view value) {
        switch (node) {
            case content:
                event_.choices.back().content = value;
                break;
            case refusal:
                event_.choices.back().refusal = value;
                break;
            case reasoning:
                if (!value.empty()) {
                    event_.choices.back().reasoning = value;
                }
                break;
            case finish_reason:
                event_.choices.back().finish_reason = value;
                break;
            case tool_id:
                tool().id = value;
                break;
            case tool_name:
                tool().name = value;
                break;
            case tool_arguments:
                tool().arguments = value;
                break;
            case error:
                event_.failed = event_.failed || !value.empty();
                break;
            case object:
                event_.failed = event_.failed || value == "error";
                break;
            default:
                content_.text(node, value);
                no_number(node);
        }
    }

    void number(std::uint8_t node, std::string_view digits) {
        switch (node) {
            case choice_index:
                take_index(plugin_chat::usable_count(digits));
                break;
            case tool_index:
                tool().index = plugin_chat::usable_count(digits);
                break;
            case sent_ns:
                event_.sent_ns = plugin_json::count_of(digits);
                break;
            case prompt_ms:
                timings_.prompt_ns = ns_of_ms(digits);
                break;
            case predicted_ms:
                timings_.decode_ns = ns_of_ms(digits);
                break;
            default:
                content_.number(node);
                count(node, plugin_chat::usable_count(digits));
        }
    }

    void boolean(std::uint8_t node, bool value) {
        event_.failed = event_.failed || (node == error && value);
        content_.boolean(node);
        no_number(node);
    }

    void begin(std::uint8_t node) {
        switch (node) {
            case choice:
                event_.choices.emplace_back();
                break;
            case tool_call:
                event_.choices.back().tool_calls.emplace_back();
                break;
            case usage:
                usage_ = {};
                break;
            case timings:
                timings_ = {};
                break;
            case error:
                event_.failed = true;
                break;
            default:
                no_number(node);
        }
    }

    void end(std::uint8_t node, std::string_view json) {
        if (node == usage) {
            usage_.raw = json;
            drop_impossible(usage_);
            event_.usage = std::move(usage_);
        } else if (node == timings) {
            timings_.raw = json;
            event_.timings = std::move(timings_);
        } else if (const auto text = content_.end(node, json); !text.empty()) {
            event_.choices.back().parts.append(text);
        }
    }

    // Throws Error(decode) when something stood where it cannot; `what` names the text.
    void check(std::string_view json, std::string_view what) const {
        content_.check(json, what);
        if (misnumbered_) {
            throw sdk::Error(sdk::Status::decode,
                             std::string(what) +
                                 " has a choice whose \"index\" is no whole number from 0 to " +
                                 std::to_string(most_choices - 1) + ": \"" +
                                 plugin_chat::plain_text(json) + "\"");
        }
    }

  private:
    ToolCallPiece& tool() { return event_.choices.back().tool_calls.back(); }

    // Tokens of the prompt that came from a cache are some of the prompt's, and those of reasoning
    // some of the answer's.
    void drop_impossible(Usage& of) const {
        const auto drop = [&of](Node node) {
            plugin_chat::set_count(counts, of, node, std::nullopt);
        };
        if (plugin_chat::past_reading(of.cached_tokens) ||
            (of.cached_tokens && of.input_tokens && *of.cached_tokens > *of.input_tokens)) {
            drop(cached_tokens);
        }
        if (plugin_chat::past_belief(of.reasoning_tokens, reply_bytes_) ||
            (of.reasoning_tokens && of.output_tokens && *of.reasoning_tokens > *of.output_tokens)) {
            drop(reasoning_tokens);
        }
        if (plugin_chat::past_reading(of.input_tokens)) {
            drop(input_tokens);
        }
        if (plugin_chat::past_belief(of.output_tokens, reply_bytes_)) {
            drop(output_tokens);
        }
    }

    void take_index(std::optional<std::uint64_t> index) {
        if (index && *index < most_choices) {
            event_.choices.back().index = static_cast<std::uint32_t>(*index);
        } else {
            misnumbered_ = true;
        }
    }

    // Something else came where a number may stand.
    void no_number(std::uint8_t node) {
        if (node == choice_index) {
            take_index(std::nullopt);
        }
        count(node, std::nullopt);
    }

    void count(std::uint8_t node, std::optional<std::uint64_t> value) {
        plugin_chat::set_count(counts, usage_, node, value);
    }

    Event& event_;
    Usage usage_;  // this and the next are the event's once all of each was read
    Timings timings_;
    std::uint64_t reply_bytes_;
    plugin_chat::ContentScan content_{{content, content_part, part_type, part_text}};
    bool misnumbered_ = false;
};

}  // namespace

void read_event(std::string_view json, std::string& scratch, Event& event, std::string_view what,
                std::uint64_t reply_bytes) {
    event.choices.clear();
    event.sent_ns = 0;
    event.failed = false;
    Visitor visitor(event, reply_bytes);
    plugin_json::scan(json, scratch, visitor, what);
    if (!event.failed) {
        visitor.check(json, what);
    }
    for (ChoicePiece& choice : event.choices) {
        if (!choice.parts.empty()) {
            choice.content = choice.parts;
        }
    }
}

}  // namespace hexameter::openai
