// Source: Ollama's API reference, "Generate a chat completion".
#include "event.hpp"

#include "support/chat/content_scan.hpp"
#include "support/chat/counts.hpp"

namespace hexameter::ollama {
namespace {

enum Node : std::uint8_t {
    root = plugin_json::scan_root,
    message,
    content,
    content_part,
    part_type,
    part_text,
    thinking,
    tool_calls,
    tool_call,
    function,
    tool_name,
    tool_arguments,
    done,
    done_reason,
    total_duration,
    load_duration,
    prompt_eval_count,
    prompt_eval_duration,
    eval_count,
    eval_duration,
    error,
    sent_ns,
};

class Visitor {
  public:
    static constexpr auto rules = std::to_array<plugin_json::ScanRule>({
        {root, "message", message},
        {root, "done", done},
        {root, "sent_ns", sent_ns},
        {root, "done_reason", done_reason},
        {root, "total_duration", total_duration},
        {root, "load_duration", load_duration},
        {root, "prompt_eval_count", prompt_eval_count},
        {root, "prompt_eval_duration", prompt_eval_duration},
        {root, "eval_count", eval_count},
        {root, "eval_duration", eval_duration},
        {root, "error", error},
        {message, "content", content},
        {message, "thinking", thinking},
        {message, "tool_calls", tool_calls},
        {content, "", content_part},
        {content_part, "type", part_type},
        {content_part, "text", part_text},
        {tool_calls, "", tool_call},
        {tool_call, "function", function},
        {function, "name", tool_name},
        {function, "arguments", tool_arguments},
    });

    static constexpr auto totals = std::to_array<plugin_chat::CountField<Totals>>({
        {total_duration, "total_duration", &Totals::total_duration_ns},
        {load_duration, "load_duration", &Totals::load_duration_ns},
        {prompt_eval_count, "prompt_eval_count", &Totals::prompt_eval_count},
        {prompt_eval_duration, "prompt_eval_duration", &Totals::prompt_eval_duration_ns},
        {eval_count, "eval_count", &Totals::eval_count},
        {eval_duration, "eval_duration", &Totals::eval_duration_ns},
    });

    explicit Visitor(Event& event) : event_(event) {}

    void text(std::uint8_t node, std::string_view value) {
        switch (node) {
            case content:
                event_.content = value;
                break;
            case thinking:
                event_.thinking = value;
                break;
            case done_reason:
                event_.done_reason = value;
                break;
            case tool_name:
                event_.tool_calls.back().name = value;
                break;
            case tool_arguments:
                event_.tool_calls.back().arguments = value;
                break;
            case error:
                event_.failed = true;
                break;
            default:
                content_.text(node, value);
                count(node, std::nullopt);
        }
    }

    void number(std::uint8_t node, std::string_view digits) {
        if (node == sent_ns) {
            event_.sent_ns = plugin_json::count_of(digits);
        } else {
            content_.number(node);
            count(node, plugin_chat::usable_count(digits));
        }
    }

    void boolean(std::uint8_t node, bool value) {
        event_.done = event_.done || (node == done && value);
        content_.boolean(node);
        count(node, std::nullopt);
    }

    void begin(std::uint8_t node) {
        event_.has_message = event_.has_message || node == message;
        event_.failed = event_.failed || node == error;
        if (node == tool_call) {
            event_.tool_calls.emplace_back();
        }
        count(node, std::nullopt);
    }

    void end(std::uint8_t node, std::string_view json) {
        if (node == tool_arguments) {
            event_.tool_calls.back().arguments = json;
        } else {
            event_.parts.append(content_.end(node, json));
        }
    }

    [[nodiscard]] const plugin_chat::ContentScan& content_scan() const { return content_; }

  private:
    void count(std::uint8_t node, std::optional<std::uint64_t> value) {
        plugin_chat::set_count(totals, event_.totals, node, value);
    }

    Event& event_;
    plugin_chat::ContentScan content_{{content, content_part, part_type, part_text}};
};

}  // namespace

void read_event(std::string_view json, std::string& scratch, Event& event, std::string_view what,
                std::uint64_t reply_bytes) {
    std::vector<ToolCall> memory = std::move(event.tool_calls);
    memory.clear();
    event = Event();
    event.tool_calls = std::move(memory);
    Visitor visitor(event);
    plugin_json::scan(json, scratch, visitor, what);
    if (!event.failed) {
        visitor.content_scan().check(json, what);
    }
    if (plugin_chat::past_reading(event.totals.prompt_eval_count)) {
        plugin_chat::set_count(Visitor::totals, event.totals, prompt_eval_count, std::nullopt);
    }
    if (plugin_chat::past_belief(event.totals.eval_count, reply_bytes)) {
        plugin_chat::set_count(Visitor::totals, event.totals, eval_count, std::nullopt);
    }
    if (!event.parts.empty()) {
        event.content = event.parts;
    }
}

}  // namespace hexameter::ollama
