// What a run says of the instrument that took it.
#pragma once

#include <array>
#include <cstdint>

#include "hexameter/record.hpp"
#include "stats/value_pool.hpp"
#include "transport/loop.hpp"

namespace hexameter::detail {

// CPU time of this process so far.
[[nodiscard]] Nanos process_cpu_time();

struct InstrumentReading {
    const ValuePool* dispatch_lag_ns = nullptr;
    const ValuePool* loop_lag_ns = nullptr;
    Nanos loop_cpu{0};
    Nanos process_cpu{0};
    Nanos wall{0};
};

// The events of iterations by where their stamps come from.
struct EventCounts {
    std::uint64_t all = 0;
    std::uint64_t coalesced = 0;
    std::uint64_t doubtful = 0;                // their stamps depend on the client keeping up
    std::array<std::uint64_t, 4> by_source{};  // TimingSource

    void add(const Timeline& timeline);
};

// Judges whether the client was the bottleneck:
//   yes      the loop's thread was busy for more than 90 % of the wall time; or, with at least 20
//            readings of the lag in question, requests were handed over later than 5 ms after they
//            were due (p95), or timers ran more than 5 ms late (p99) while more than 1 % of the
//            events have a user-space or coalesced stamp
//   unknown  else, with fewer than 20 readings of the loop's lag (a run shorter than 0.2 s), or
//            with fewer than 20 requests whose p95 is over 5 ms
//   no       else: a few requests that all left in time do not make it unknown
[[nodiscard]] Instrument read_instrument(const InstrumentReading& reading,
                                         const EventCounts& events);

}  // namespace hexameter::detail
