// Shape: POST /api/chat of Ollama's API reference: one JSON object a line; the last one carries the
// durations.
#include <fmt/format.h>

#include "reply_writer.hpp"
#include "text.hpp"

namespace hexameter::simulate {
namespace {

using simulator::Channel;
using simulator::Plan;

class OllamaWriter : public ReplyWriter {
  public:
    OllamaWriter(const std::string& model, const Plan& plan)
        : plan_(plan),
          prefix_(fmt::format(R"({{"model":"{}","created_at":"{}","sent_ns":)", model, utc_now())) {
    }

    [[nodiscard]] bool begins_at_once() const override { return false; }

    void begin(std::string& out, std::uint64_t) override {
        append_stream_head(out, "application/x-ndjson");
    }

    void token(std::string& out, Channel channel, std::string_view text,
               std::uint64_t sent_ns) override {
        line_ = prefix_;
        append_number(line_, sent_ns);
        line_ += channel == Channel::content
                     ? R"(,"message":{"role":"assistant","content":")"
                     : R"(,"message":{"role":"assistant","content":"","thinking":")";
        append_escaped(line_, text);
        line_ += "\"},\"done\":false}\n";
        append_chunk(out, line_);
    }

    void finish(std::string& out, std::uint64_t elapsed_ns, std::uint64_t sent_ns) override {
        line_ = prefix_;
        append_number(line_, sent_ns);
        line_ += R"(,"message":{"role":"assistant","content":""})";
        append_end(elapsed_ns);
        append_chunk(out, line_);
        out += last_chunk;
    }

    void error_inside(std::string& out, std::uint64_t sent_ns) override {
        append_chunk(out, fmt::format("{{\"error\":\"simulated failure inside the stream\","
                                      "\"sent_ns\":{}}}\n",
                                      sent_ns));
        out += last_chunk;
    }

    [[nodiscard]] std::string whole(std::uint64_t elapsed_ns, std::uint64_t sent_ns) override {
        line_ = prefix_;
        append_number(line_, sent_ns);
        line_ += R"(,"message":{"role":"assistant","content":")";
        append_escaped(line_, plan_.content());
        line_ += '"';
        if (plan_.reasoning_bytes > 0) {
            line_ += R"(,"thinking":")";
            append_escaped(line_, plan_.reasoning());
            line_ += '"';
        }
        line_ += '}';
        append_end(elapsed_ns);
        return line_;
    }

  private:
    // The plan's times, as the model's own account of itself.
    void append_end(std::uint64_t elapsed_ns) {
        const std::uint64_t prompt_ns = plan_.tokens.empty() ? 0 : plan_.tokens.front().offset_ns;
        line_ +=
            fmt::format(R"(,"done_reason":"{}","done":true,"total_duration":{},"load_duration":0,)"
                        R"("prompt_eval_count":{},"prompt_eval_duration":{},"eval_count":{},)"
                        R"("eval_duration":{}}})"
                        "\n",
                        to_string(plan_.finish), elapsed_ns, plan_.input_tokens, prompt_ns,
                        plan_.tokens.size(), plan_.finish_offset_ns - prompt_ns);
    }

    const Plan& plan_;
    std::string prefix_;
    std::string line_;
};

}  // namespace

std::unique_ptr<ReplyWriter> make_ollama_writer(const std::string& model, const Plan& plan) {
    return std::make_unique<OllamaWriter>(model, plan);
}

}  // namespace hexameter::simulate
