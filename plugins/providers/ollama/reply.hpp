// A chat reply in Ollama's form: one JSON object a line, the last of them with done.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "event.hpp"
#include "hexameter/sdk/lines.hpp"
#include "hexameter/sdk/sink.hpp"

namespace hexameter::ollama {

// One per operation. As plugin_chat::ChatCodec wants it.
class Reply {
  public:
    // Also a reply in one piece comes so: as the only line.
    [[nodiscard]] static bool streams(char first) { return first == '{'; }

    sdk::Status feed(std::string_view wire, sdk::Sink& out);
    void finish(sdk::Sink& out);
    void cut(sdk::Sink& out);
    void whole(std::string_view json, sdk::Sink& out);

  private:
    sdk::Status take(std::string_view line, sdk::Sink& out);
    sdk::Status emit(sdk::Sink& out) const;
    [[nodiscard]] bool says_something() const;
    void emit_totals(sdk::Sink& out) const;

    sdk::LineSplitter splitter_;
    std::string scratch_;
    std::uint64_t bytes_ = 0;  // of the reply, so far
    Event event_;
    bool begun_ = false;     // a line came
    bool answered_ = false;  // content, a reason or usage came
};

}  // namespace hexameter::ollama
