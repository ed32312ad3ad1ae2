// A chat reply in OpenAI's form: a stream of events, or one document.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

#include "event.hpp"
#include "hexameter/sdk/sink.hpp"
#include "hexameter/sdk/sse.hpp"

namespace hexameter::openai {

// One per operation. As plugin_chat::ChatCodec wants it.
class Reply {
  public:
    // A field's name or a comment; JSON and HTML begin otherwise.
    [[nodiscard]] static bool streams(char first) {
        return std::string_view("deir:").find(first) != std::string_view::npos;
    }

    sdk::Status feed(std::string_view wire, sdk::Sink& out);
    void finish(sdk::Sink& out);
    void cut(sdk::Sink& out);
    void whole(std::string_view json, sdk::Sink& out);

  private:
    sdk::Status flush(sdk::Sink& out);
    sdk::Status take(const sdk::SseEvent& event, sdk::Sink& out);
    sdk::Status emit(sdk::Sink& out, bool whole);
    void end(sdk::Sink& out);
    void emit_wordless(sdk::Sink& out) const;
    void emit_sums(sdk::Sink& out);

    sdk::SseSplitter splitter_;
    std::string scratch_;
    std::uint64_t bytes_ = 0;  // of the reply, so far
    Event event_;
    using Choices = std::bitset<most_choices>;
    Choices came_;
    Choices heard_;     // content, a refusal, reasoning or a tool call came
    Choices refused_;   // a refusal came
    Choices finished_;  // a reason came
    bool summed_ = false;
};

}  // namespace hexameter::openai
