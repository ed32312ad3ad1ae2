// Ctrl-C and SIGTERM: the first drains the run and saves, the second cuts what is in flight and
// ends the program for certain. Where no run is going on the first ends it at once. A terminal that
// closes (SIGHUP) is a first one, never a second.
#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <string_view>
#include <thread>
#include <vector>

#include "hexameter/engine.hpp"

namespace hexameter::cli {

// What any of these signals does while nothing below watches: leave_interrupted().
void leave_on_signals();

// Blocks these signals in this thread and all that it starts: make it before any thread.
class SignalWatch {
  public:
    // `tell` takes a line for people, on a thread of its own.
    SignalWatch(RunControl& control, std::function<void(std::string_view)> tell);
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    // A run begins and ends; there is something to save in between only.
    void run_begins() { running_ = true; }

    void run_ended() { running_ = false; }

    [[nodiscard]] bool interrupted() const { return count_ > 0; }

  private:
    void watch();
    void stop_the_run();
    void tell(std::string_view line);

    RunControl& control_;
    std::function<void(std::string_view)> tell_;
    int signals_ = -1;
    int stop_ = -1;
    std::atomic<bool> running_{false};
    std::atomic<int> count_{0};
    std::vector<std::future<void>> told_;  // the watch's thread only
    std::thread thread_;
};

}  // namespace hexameter::cli
