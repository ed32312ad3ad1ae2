// CPU time per thread name and resident memory of this process, read while something runs.
//
// Threads that end take their clocks with them, so a thread of the watch's own reads them every
// 10 ms: what a thread spent in its last 10 ms may be missing.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace hexameter::bench {

struct WatchReading {
    std::map<std::string, std::chrono::nanoseconds> cpu_by_thread;  // by the thread's name
    std::uint64_t rss_peak_bytes = 0;
};

class ThreadWatch {
  public:
    ThreadWatch();
    ~ThreadWatch();
    ThreadWatch(const ThreadWatch&) = delete;
    ThreadWatch& operator=(const ThreadWatch&) = delete;

    // Ends the watch. Threads that were there before it count from its start. Call once.
    [[nodiscard]] WatchReading stop();

  private:
    struct Seen {
        std::string name;
        std::chrono::nanoseconds first{0};
        std::chrono::nanoseconds last{0};
    };

    void watch_until_stopped();
    void read_threads(bool at_start);

    std::mutex mutex_;  // guards stop_
    std::condition_variable stop_asked_;
    bool stop_ = false;
    std::map<int, Seen> seen_;
    std::uint64_t rss_peak_bytes_ = 0;
    std::thread thread_;
};

[[nodiscard]] std::uint64_t resident_bytes();
[[nodiscard]] std::chrono::nanoseconds process_cpu();

}  // namespace hexameter::bench
