// The bytes of one chat reply on one of the wires. Knows no socket and no clock.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "chat_request.hpp"
#include "hexameter/simulator/plan.hpp"

namespace hexameter::simulate {

// Every function appends to `out`; sent_ns is CLOCK_MONOTONIC just before the write, and stands in
// each JSON object as "sent_ns". Streamed: begin, token*, then finish or error_inside.
class ReplyWriter {
  public:
    virtual ~ReplyWriter() = default;

    // The wire's first bytes go out as soon as the request is taken, not with the first token.
    [[nodiscard]] virtual bool begins_at_once() const = 0;

    // HTTP head, and what stands before the first token.
    virtual void begin(std::string& out, std::uint64_t sent_ns) = 0;
    virtual void token(std::string& out, simulator::Channel channel, std::string_view text,
                       std::uint64_t sent_ns) = 0;
    // Finish reason, usage or durations, the end of the body. elapsed_ns: since the request came.
    virtual void finish(std::string& out, std::uint64_t elapsed_ns, std::uint64_t sent_ns) = 0;
    // An error object inside the stream that has begun, and the end of the body.
    virtual void error_inside(std::string& out, std::uint64_t sent_ns) = 0;

    // The JSON body of a reply that is not streamed.
    [[nodiscard]] virtual std::string whole(std::uint64_t elapsed_ns, std::uint64_t sent_ns) = 0;
};

// `plan` must outlive the writer.
[[nodiscard]] std::unique_ptr<ReplyWriter> make_openai_writer(const std::string& model,
                                                              const ChatRequest& request,
                                                              const simulator::Plan& plan,
                                                              std::uint64_t number);
[[nodiscard]] std::unique_ptr<ReplyWriter> make_ollama_writer(const std::string& model,
                                                              const simulator::Plan& plan);

// The wire's own shape of an error; `type` is a word such as "not_found_error".
[[nodiscard]] std::string error_body(WireKind wire, unsigned status, std::string_view type,
                                     std::string_view message);

}  // namespace hexameter::simulate
