#include "run/instrument.hpp"

#include <fmt/core.h>
#include <time.h>

#include <algorithm>

#include "stats/distribution.hpp"

namespace hexameter::detail {
namespace {

constexpr double busy_limit = 0.9;
constexpr double lag_limit_ns = 5e6;
constexpr double doubtful_limit = 0.01;
constexpr std::size_t readings_needed = 20;

double high_quantile(std::vector<double> values, double q) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return quantile(values, q);
}

// Share of the events whose stamps depend on the client keeping up.
double count_events(const std::vector<IterationRecord>& iterations, Instrument& out) {
    std::uint64_t doubtful = 0;
    std::uint64_t kernel = 0;
    std::uint64_t coalesced = 0;
    for (const auto& record : iterations) {
        for (const auto& event : record.timeline.events) {
            ++out.events;
            ++out.timing_sources[std::string(to_string(event.source))];
            if (event.source == TimingSource::kernel_rx) ++kernel;
            if (event.coalesced) ++coalesced;
            if (event.coalesced || event.source == TimingSource::host_wire) ++doubtful;
        }
    }
    if (out.events == 0) return 0;
    out.kernel_stamp_share = static_cast<double>(kernel) / static_cast<double>(out.events);
    out.coalesced_share = static_cast<double>(coalesced) / static_cast<double>(out.events);
    return static_cast<double>(doubtful) / static_cast<double>(out.events);
}

void judge(const InstrumentReading& reading, double doubtful, Instrument& out) {
    using enum Instrument::Limited;
    const double busy = reading.wall.count() > 0 ? static_cast<double>(reading.loop_cpu.count()) /
                                                       static_cast<double>(reading.wall.count())
                                                 : 0;
    const double dispatch = high_quantile(reading.dispatch_lag_ns, 0.95);
    const double lag = high_quantile(reading.loop_lag_ns, 0.99);
    const auto numbers = fmt::format(
        "loop busy {:.0f} % (limit 90 %), dispatch lag p95 {:.3f} ms (limit 5 ms), loop lag p99 "
        "{:.3f} ms (limit 5 ms when over 1 % of stamps are user-space or coalesced; {:.1f} % are)",
        busy * 100, dispatch / 1e6, lag / 1e6, doubtful * 100);
    const bool late = dispatch > lag_limit_ns && reading.dispatch_lag_ns.size() >= readings_needed;
    if (busy > busy_limit || late || (lag > lag_limit_ns && doubtful > doubtful_limit))
        out.client_limited = yes;
    else if (reading.loop_lag_ns.size() < readings_needed || dispatch > lag_limit_ns)
        out.client_limited = unknown;
    else
        out.client_limited = no;
    out.client_limited_rule =
        out.client_limited == unknown
            ? fmt::format(
                  "only {} reading(s) of the loop's lag and {} of the dispatch lag, {} are "
                  "needed; {}",
                  reading.loop_lag_ns.size(), reading.dispatch_lag_ns.size(), readings_needed,
                  numbers)
            : numbers;
}

}  // namespace

Nanos process_cpu_time() {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return std::chrono::seconds(t.tv_sec) + Nanos(t.tv_nsec);
}

Instrument read_instrument(const InstrumentReading& reading,
                           const std::vector<IterationRecord>& iterations) {
    Instrument out;
    const double doubtful = count_events(iterations, out);
    if (!reading.dispatch_lag_ns.empty()) out.dispatch_lag_ns = summarise(reading.dispatch_lag_ns);
    if (!reading.loop_lag_ns.empty()) out.loop_lag_ns = summarise(reading.loop_lag_ns);
    if (reading.wall.count() > 0)
        out.client_cpu_share = static_cast<double>(reading.process_cpu.count()) /
                               static_cast<double>(reading.wall.count());
    judge(reading, doubtful, out);
    return out;
}

}  // namespace hexameter::detail
