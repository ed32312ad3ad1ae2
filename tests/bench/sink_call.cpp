// One call of a provider into the host's sink, through the function pointer as a plugin calls it.
#include <fmt/core.h>

#include <chrono>

#include "groups.hpp"
#include "run/sink_gate.hpp"

namespace hexameter::bench {

void measure_sink_call(Rows& rows) {
    constexpr std::uint64_t calls = 1'000'000;
    constexpr int rounds = 5;
    double best_ns = 0;
    for (int round = 0; round < rounds; ++round) {
        detail::Recorder recorder;
        recorder.reserve(calls);
        auto& gate = detail::SinkGate::open(1, recorder, [](hxm_status) {});
        const hxm_sink* const volatile sink = gate.sink();  // the compiler knows no callee
        const std::uint8_t token[] = {' ', 't', 'o', 'k', 'e'};
        hxm_chunk chunk{};
        chunk.struct_size = sizeof(chunk);
        chunk.kind = HXM_CHUNK_CONTENT;
        chunk.bytes = {token, sizeof(token)};
        const auto begin = std::chrono::steady_clock::now();
        for (std::uint64_t i = 0; i < calls; ++i) sink->chunk(sink->ctx, 1, &chunk);
        const std::chrono::duration<double, std::nano> took =
            std::chrono::steady_clock::now() - begin;
        gate.close();
        const double each = took.count() / static_cast<double>(calls);
        best_ns = round == 0 ? each : std::min(best_ns, each);
    }
    rows.add({"cost", "sink call across the plugin boundary, in process", "ns", best_ns,
              Target::at_most, 100, fmt::format("best of {} rounds of {} calls", rounds, calls)});
    rows.add({"cost", "sink call to a child process, p50", "us", std::nullopt, Target::at_most, 15,
              "there is no worker process yet"});
}

}  // namespace hexameter::bench
