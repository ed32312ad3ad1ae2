#include "faults/wires.hpp"

#include <initializer_list>

namespace hexameter::testing {
namespace {

bool is_sse(const Wire& wire) {
    return wire.content_type == "text/event-stream";
}

}  // namespace

std::string Wire::piece(std::string_view text) const {
    const std::string content(text);
    if (is_sse(*this))
        return R"(data: {"choices":[{"index":0,"delta":{"content":")" + content + "\"}}]}\n\n";
    return R"({"model":"m","message":{"role":"assistant","content":")" + content +
           "\"},\"done\":false}\n";
}

std::string Wire::ending(unsigned output_tokens) const {
    const std::string n = std::to_string(output_tokens);
    if (is_sse(*this))
        return R"(data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],)"
               R"("usage":{"prompt_tokens":3,"completion_tokens":)" +
               n + "}}\n\ndata: [DONE]\n\n";
    return R"({"model":"m","message":{"role":"assistant","content":""},"done":true,)"
           R"("done_reason":"stop","prompt_eval_count":3,"eval_count":)" +
           n + "}\n";
}

std::string Wire::bare_ending() const {
    return is_sse(*this) ? "data: [DONE]\n\n" : "{\"model\":\"m\",\"done\":true}\n";
}

std::string Wire::error_body(std::string_view message) const {
    const std::string text(message);
    return is_sse(*this) ? R"({"error":{"code":500,"message":")" + text + R"(","type":"server"}})"
                         : R"({"error":")" + text + R"("})";
}

std::string Wire::error_piece(std::string_view message) const {
    return is_sse(*this) ? "data: " + error_body(message) + "\n\n" : error_body(message) + "\n";
}

std::string Wire::stream_of(std::initializer_list<std::string_view> texts) const {
    std::string bytes = chunked_head("Content-Type: " + content_type + "\r\n");
    for (const auto text : texts) bytes += chunk(piece(text));
    return bytes;
}

std::string Wire::answer(std::initializer_list<std::string_view> texts,
                         unsigned output_tokens) const {
    return stream_of(texts) + chunk(ending(output_tokens)) + std::string(last_chunk);
}

const Wire& openai_wire() {
    static const Wire wire{"openai", "text/event-stream", R"(data: {"choices":[{"delta":")"};
    return wire;
}

const Wire& ollama_wire() {
    static const Wire wire{"ollama", "application/x-ndjson", R"({"message":{"content":")"};
    return wire;
}

}  // namespace hexameter::testing
