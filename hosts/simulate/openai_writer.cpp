// Shape: POST /v1/chat/completions of the OpenAI API reference, as llama.cpp's server and vLLM
// speak it; the reasoning channel is `reasoning_content`.
#include <fmt/format.h>

#include "reply_writer.hpp"
#include "text.hpp"

namespace hexameter::simulate {
namespace {

using simulator::Channel;
using simulator::Plan;

class OpenAiWriter : public ReplyWriter {
  public:
    OpenAiWriter(const std::string& model, const ChatRequest& request, const Plan& plan,
                 std::uint64_t number)
        : plan_(plan),
          include_usage_(request.include_usage),
          common_(fmt::format(R"("created":{},"model":"{}","sent_ns":)", unix_seconds(), model)),
          id_(fmt::format("chatcmpl-{}", number)),
          prefix_(fmt::format(R"(data: {{"id":"{}","object":"chat.completion.chunk",{})", id_,
                              common_)) {}

    [[nodiscard]] bool begins_at_once() const override { return true; }

    void begin(std::string& out, std::uint64_t sent_ns) override {
        append_stream_head(out, "text/event-stream");
        start_event(sent_ns);
        event_ +=
            R"(,"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]})";
        end_event(out);
    }

    void token(std::string& out, Channel channel, std::string_view text,
               std::uint64_t sent_ns) override {
        start_event(sent_ns);
        event_ += channel == Channel::content
                      ? R"(,"choices":[{"index":0,"delta":{"content":")"
                      : R"(,"choices":[{"index":0,"delta":{"reasoning_content":")";
        append_escaped(event_, text);
        event_ += R"("},"finish_reason":null}]})";
        end_event(out);
    }

    void finish(std::string& out, std::uint64_t, std::uint64_t sent_ns) override {
        start_event(sent_ns);
        event_ += fmt::format(R"(,"choices":[{{"index":0,"delta":{{}},"finish_reason":"{}"}}]}})",
                              to_string(plan_.finish));
        end_event(out);
        if (include_usage_) {
            start_event(sent_ns);
            event_ += fmt::format(R"(,"choices":[],"usage":{}}})", usage());
            end_event(out);
        }
        append_chunk(out, "data: [DONE]\n\n");
        out += last_chunk;
    }

    void error_inside(std::string& out, std::uint64_t sent_ns) override {
        append_chunk(out, fmt::format("data: {{\"error\":{{\"code\":500,\"message\":\"simulated "
                                      "failure inside the stream\",\"type\":\"server_error\"}},"
                                      "\"sent_ns\":{}}}\n\n",
                                      sent_ns));
        out += last_chunk;
    }

    [[nodiscard]] std::string whole(std::uint64_t, std::uint64_t sent_ns) override {
        std::string body = fmt::format(
            R"({{"id":"{}","object":"chat.completion",{}{},"choices":[{{"index":0,"message":)"
            R"({{"role":"assistant")",
            id_, common_, sent_ns);
        if (plan_.reasoning_bytes > 0) {
            body += R"(,"reasoning_content":")";
            append_escaped(body, plan_.reasoning());
            body += '"';
        }
        body += R"(,"content":")";
        append_escaped(body, plan_.content());
        body += fmt::format(R"("}},"finish_reason":"{}"}}],"usage":{}}})", to_string(plan_.finish),
                            usage());
        return body;
    }

  private:
    [[nodiscard]] std::string usage() const {
        return fmt::format(R"({{"prompt_tokens":{},"completion_tokens":{},"total_tokens":{},)"
                           R"("completion_tokens_details":{{"reasoning_tokens":{}}}}})",
                           plan_.input_tokens, plan_.tokens.size(),
                           plan_.input_tokens + plan_.tokens.size(), plan_.reasoning_tokens);
    }

    void start_event(std::uint64_t sent_ns) {
        event_ = prefix_;
        append_number(event_, sent_ns);
    }

    void end_event(std::string& out) {
        event_ += "\n\n";
        append_chunk(out, event_);
    }

    const Plan& plan_;
    bool include_usage_;
    std::string common_;
    std::string id_;
    std::string prefix_;
    std::string event_;
};

}  // namespace

std::unique_ptr<ReplyWriter> make_openai_writer(const std::string& model,
                                                const ChatRequest& request, const Plan& plan,
                                                std::uint64_t number) {
    return std::make_unique<OpenAiWriter>(model, request, plan, number);
}

std::string error_body(WireKind wire, unsigned status, std::string_view type,
                       std::string_view message) {
    std::string escaped;
    append_escaped(escaped, message);
    if (wire == WireKind::ollama) {
        return fmt::format(R"({{"error":"{}"}})", escaped);
    }
    return fmt::format(R"({{"error":{{"message":"{}","type":"{}","param":null,"code":{}}}}})",
                       escaped, type, status);
}

}  // namespace hexameter::simulate
