// Resident memory of an open stream: the growth of this process from before a run to its peak, by
// the number of streams, all of them open at once.
#include <fmt/core.h>

#include "engine_load.hpp"
#include "groups.hpp"

namespace hexameter::bench {
namespace {

constexpr std::uint32_t streams = 5000;

}  // namespace

void measure_memory(Engine& engine, Rows& rows) {
    // 20 tokens at 5 per second: every stream is open for four seconds after the first token.
    const SimulatorProcess server({"--ttft-ms", "3000", "--itl-ms", "200", "--tokens", "20"});
    Load load;
    load.config_json = config_for(server.url());
    load.parameters_json = R"({"max_tokens": 20})";
    static_cast<void>(run_load(engine, load));  // libraries and plugins are loaded now
    const auto before = resident_bytes();
    load.concurrency = streams;
    load.iterations = streams;
    const auto result = run_load(engine, load);
    const auto grown = result.threads.rss_peak_bytes - before;
    rows.add({"cost", fmt::format("memory per open stream, {} x 5/s", streams), "KiB",
              static_cast<double>(grown) / 1024 / streams, Target::at_most, 8,
              fmt::format("{} failed, {} of {} events came", result.failed, result.events,
                          streams * 20)});
}

}  // namespace hexameter::bench
