// --events: every event of a run as a line of JSON.
#pragma once

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include "hexameter/observer.hpp"

namespace hexameter::cli {

class EventLines : public Observer {
  public:
    // A path, or "-" for standard output.
    [[nodiscard]] static Result<std::unique_ptr<EventLines>> open(const std::string& to);
    ~EventLines() override;
    EventLines(const EventLines&) = delete;
    EventLines& operator=(const EventLines&) = delete;

    void on_event(const RunEvent& event) override;

    [[nodiscard]] bool wants_tokens() const override { return true; }

  private:
    EventLines(std::FILE* out, bool owned) : out_(out), owned_(owned) {}

    std::FILE* out_;
    bool owned_;
    std::chrono::steady_clock::time_point flushed_at_;
};

}  // namespace hexameter::cli
