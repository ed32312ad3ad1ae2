// Ctrl-C: the first drains the run and saves, the second cuts what is in flight, the third ends
// the program as signals do.
#pragma once

#include <atomic>
#include <functional>
#include <string_view>
#include <thread>

#include "hexameter/engine.hpp"

namespace hexameter::cli {

// Blocks SIGINT and SIGTERM in this thread and all that it starts: make it before any thread.
class SignalWatch {
  public:
    // `tell` takes a line for people, on the watch's own thread.
    SignalWatch(RunControl& control, std::function<void(std::string_view)> tell);
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    [[nodiscard]] bool interrupted() const { return count_ > 0; }

  private:
    void watch();

    RunControl& control_;
    std::function<void(std::string_view)> tell_;
    int signals_ = -1;
    int stop_ = -1;
    std::atomic<int> count_{0};
    std::thread thread_;
};

}  // namespace hexameter::cli
