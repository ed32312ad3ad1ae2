#include "thread_watch.hpp"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <filesystem>
#include <fstream>

namespace hexameter::bench {
namespace {

using std::chrono::nanoseconds;

// Nanoseconds on a CPU: the first number of schedstat.
nanoseconds cpu_of(const std::filesystem::path& task) {
    std::ifstream in(task / "schedstat");
    std::int64_t ns = 0;
    in >> ns;
    return nanoseconds(ns);
}

std::string name_of(const std::filesystem::path& task) {
    std::ifstream in(task / "comm");
    std::string name;
    std::getline(in, name);
    return name;
}

}  // namespace

std::uint64_t resident_bytes() {
    std::ifstream in("/proc/self/statm");
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    in >> total >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

nanoseconds process_cpu() {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return std::chrono::seconds(t.tv_sec) + nanoseconds(t.tv_nsec);
}

ThreadWatch::ThreadWatch() {
    read_threads(true);
    thread_ = std::thread([this] { watch_until_stopped(); });
}

ThreadWatch::~ThreadWatch() {
    if (thread_.joinable()) static_cast<void>(stop());
}

WatchReading ThreadWatch::stop() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    stop_asked_.notify_one();
    thread_.join();
    WatchReading reading;
    for (const auto& [id, seen] : seen_) reading.cpu_by_thread[seen.name] += seen.last - seen.first;
    reading.rss_peak_bytes = rss_peak_bytes_;
    return reading;
}

void ThreadWatch::watch_until_stopped() {
    pthread_setname_np(pthread_self(), "bench-watch");
    // Not for the end alone: a sample every 10 ms is what the watch is for.
    for (std::unique_lock lock(mutex_); !stop_;
         stop_asked_.wait_for(lock, std::chrono::milliseconds(10))) {
        read_threads(false);
        rss_peak_bytes_ = std::max(rss_peak_bytes_, resident_bytes());
    }
}

void ThreadWatch::read_threads(bool at_start) {
    std::error_code gone;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task", gone)) {
        const std::string word = task.path().filename().string();
        int id = 0;
        std::from_chars(word.data(), word.data() + word.size(), id);
        const auto cpu = cpu_of(task.path());
        auto& seen = seen_[id];
        seen.last = std::max(seen.last, cpu);
        if (at_start) seen.first = cpu;
        // A thread gives itself its name a moment after it was started.
        if (auto name = name_of(task.path()); !name.empty()) seen.name = std::move(name);
    }
}

}  // namespace hexameter::bench
