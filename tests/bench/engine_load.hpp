// One run of the engine, by its public API, with what it cost.
#pragma once

#include <string>
#include <vector>

#include "hexameter/engine.hpp"
#include "hexameter/record.hpp"
#include "support/child_process.hpp"
#include "thread_watch.hpp"

namespace hexameter::bench {

// The simulator as a child, on a port of the kernel's choice.
class SimulatorProcess {
  public:
    explicit SimulatorProcess(const std::vector<std::string>& arguments);

    [[nodiscard]] const std::string& url() const { return url_; }

  private:
    test::ChildProcess process_;
    std::string url_;
};

struct Load {
    std::string provider = "openai";
    std::string config_json = "{}";
    std::string parameters_json = "{}";
    std::uint32_t iterations = 1;
    std::uint32_t warmup = 0;
    std::uint32_t concurrency = 1;
    bool stream = true;
};

struct LoadResult {
    RunRecord run;
    std::chrono::nanoseconds process_cpu{0};
    std::chrono::nanoseconds wall{0};
    WatchReading threads;
    std::uint64_t requests = 0;  // warm-ups too
    std::uint64_t events = 0;    // warm-ups too
    std::uint64_t failed = 0;

    [[nodiscard]] std::chrono::nanoseconds cpu_of(const std::string& thread) const;
};

// Model "steady", one sample, nothing kept. Throws std::runtime_error when the engine refuses.
[[nodiscard]] LoadResult run_load(Engine& engine, const Load& load,
                                  const std::vector<Observer*>& observers = {});

// The configuration of a provider whose server is at `url`.
[[nodiscard]] std::string config_for(const std::string& url);

}  // namespace hexameter::bench
