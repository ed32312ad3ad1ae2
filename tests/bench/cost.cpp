// What measuring costs: CPU per token, requests and iterations per second.
#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "engine_load.hpp"
#include "groups.hpp"

namespace hexameter::bench {
namespace {

double seconds(std::chrono::nanoseconds span) {
    return static_cast<double>(span.count()) / 1e9;
}

std::string by_thread(const LoadResult& result) {
    std::string text;
    for (const auto& [name, cpu] : result.threads.cpu_by_thread)
        if (name != "bench-watch" && seconds(cpu) > 0.001)
            text += fmt::format("{}{} {:.2f} s", text.empty() ? "CPU " : ", ", name, seconds(cpu));
    return text;
}

std::string failures(const LoadResult& result) {
    return result.failed == 0
               ? std::string()
               : fmt::format("; {} of {} requests failed", result.failed, result.requests);
}

void measure_unpaced(Engine& engine, Rows& rows) {
    const SimulatorProcess server({"--unpaced", "--tokens", "5000"});
    Load load;
    load.config_json = config_for(server.url());
    load.iterations = 200;
    load.concurrency = 16;
    const auto result = run_load(engine, load);
    const auto tokens = static_cast<double>(result.events);
    rows.add({"cost", "unpaced tokens per CPU-second", "tokens/s",
              tokens / seconds(result.process_cpu), Target::at_least, 2.5e6,
              by_thread(result) + failures(result)});
    rows.add({"cost", "unpaced tokens per loop CPU-second", "tokens/s",
              tokens / seconds(result.cpu_of("hxm-loop")), Target::none, 0, ""});
}

void measure_requests(Engine& engine, Rows& rows) {
    const SimulatorProcess server({"--unpaced", "--tokens", "1"});
    Load load;
    load.config_json = config_for(server.url());
    load.iterations = 50'000;
    load.concurrency = 64;
    load.stream = false;
    const auto result = run_load(engine, load);
    const auto requests = static_cast<double>(result.requests);
    rows.add({"cost", "tiny replies per loop CPU-second, 64 connections", "requests/s",
              requests / seconds(result.cpu_of("hxm-loop")), Target::at_least, 120e3,
              by_thread(result) + failures(result)});
    rows.add({"cost", "tiny replies per second, 64 connections", "requests/s",
              requests / seconds(result.run.summary.duration.value_or(result.wall)), Target::none,
              0, "the simulator shares the machine"});
}

class TokenCounter : public Observer {
  public:
    void on_event(const RunEvent&) override {}

    [[nodiscard]] bool wants_tokens() const override { return true; }
};

void measure_issue_rate(Engine& engine, Rows& rows) {
    Load load;
    load.provider = "null";
    load.iterations = 200'000;
    load.concurrency = 1;
    const auto result = run_load(engine, load);
    const auto requests = static_cast<double>(result.requests);
    const double alone = requests / seconds(result.wall);
    rows.add({"cost", "issue rate against null per CPU-second", "iterations/s",
              requests / seconds(result.process_cpu), Target::at_least, 1e6,
              by_thread(result) + failures(result)});
    rows.add({"cost", "issue rate against null per loop CPU-second", "iterations/s",
              requests / seconds(result.cpu_of("hxm-loop")), Target::at_least, 1e6, ""});
    rows.add({"cost", "issue rate against null", "iterations/s", alone, Target::none, 0,
              fmt::format("RSS peak {} MB", result.threads.rss_peak_bytes >> 20)});
}

// The machine drifts more from one second to the next than an observer costs: runs with and without
// one alternate, and each pair gives one share.
void measure_observer(Engine& engine, Rows& rows) {
    constexpr std::size_t pairs = 9;
    Load load;
    load.provider = "null";
    load.iterations = 50'000;
    const auto rate = [&](const std::vector<Observer*>& observers) {
        const auto result = run_load(engine, load, observers);
        return static_cast<double>(result.requests) / seconds(result.wall);
    };
    TokenCounter observer;
    std::vector<double> lost;
    static_cast<void>(rate({}));  // memory that later runs use again is the first one's cost
    for (std::size_t i = 0; i < pairs; ++i) {
        const double alone = rate({});
        lost.push_back(100 * (1 - rate({&observer}) / alone));
    }
    std::sort(lost.begin(), lost.end());
    rows.add(
        {"cost", "throughput lost to an observer of every token", "%", lost[pairs / 2],
         Target::at_most, 2,
         fmt::format("null provider, one token each; median of {} pairs from {:.1f} to {:.1f} %",
                     pairs, lost.front(), lost.back())});
}

}  // namespace

void measure_cost(Engine& engine, Rows& rows) {
    measure_unpaced(engine, rows);
    measure_requests(engine, rows);
    measure_issue_rate(engine, rows);
    measure_observer(engine, rows);
    rows.add({"truth", "dispatch error p99 at 5k requests/s open loop", "us", std::nullopt,
              Target::at_most, 100, "there is no open loop yet"});
}

}  // namespace hexameter::bench
