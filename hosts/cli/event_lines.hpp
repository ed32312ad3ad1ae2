// --events: every event of a run as a line of JSON.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "hexameter/observer.hpp"

namespace hexameter::cli {

class EventLines : public Observer {
  public:
    // A path, or "-" for standard output. A file that is there loses its content when the first
    // event comes, not before: a run that does not start leaves it.
    [[nodiscard]] static Result<std::unique_ptr<EventLines>> open(const std::string& to);
    ~EventLines() override;
    EventLines(const EventLines&) = delete;
    EventLines& operator=(const EventLines&) = delete;

    void on_event(const RunEvent& event) override;

    [[nodiscard]] bool wants_tokens() const override { return true; }

    // Whether every line was written. Ask after the run.
    [[nodiscard]] Status written() const;

  private:
    EventLines(int out, bool owned, std::string name)
        : out_(out), owned_(owned), name_(std::move(name)) {}

    void write();

    int out_;
    bool owned_;
    bool begun_ = false;
    std::string waiting_;  // whole lines
    std::string name_;
    int failed_errno_ = 0;
    std::chrono::steady_clock::time_point written_at_;
};

}  // namespace hexameter::cli
