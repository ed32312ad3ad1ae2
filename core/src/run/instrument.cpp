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

// A lag at one of its quantiles, and whether there are readings enough for that to be known.
struct Lag {
    Lag(const std::vector<double>& readings, double q)
        : n(readings.size()), ns(high_quantile(readings, q)) {}

    [[nodiscard]] bool late() const { return ns > lag_limit_ns; }

    [[nodiscard]] bool few() const { return n < readings_needed; }

    [[nodiscard]] std::string text() const {
        return n == 0 ? "not measured" : fmt::format("{:.3f} ms", ns / 1e6);
    }

    std::size_t n;
    double ns;
};

std::string too_few(const Lag& lag, const char* of) {
    return fmt::format("only {} reading{} of the {}, {} are needed; ", lag.n, lag.n == 1 ? "" : "s",
                       of, readings_needed);
}

void judge(const InstrumentReading& reading, double doubtful, Instrument& out) {
    using enum Instrument::Limited;
    const double busy = reading.wall.count() > 0 ? static_cast<double>(reading.loop_cpu.count()) /
                                                       static_cast<double>(reading.wall.count())
                                                 : 0;
    const Lag dispatch(reading.dispatch_lag_ns, 0.95);
    const Lag loop(reading.loop_lag_ns, 0.99);
    const bool loop_late = loop.late() && doubtful > doubtful_limit;
    const bool dispatch_open = dispatch.late() && dispatch.few();
    if (busy > busy_limit || (dispatch.late() && !dispatch.few()) || (loop_late && !loop.few()))
        out.client_limited = yes;
    else
        out.client_limited = loop.few() || dispatch_open ? unknown : no;
    std::string short_of;
    if (out.client_limited == unknown && loop.few()) short_of += too_few(loop, "loop lag");
    if (out.client_limited == unknown && dispatch_open)
        short_of += too_few(dispatch, "dispatch lag");
    out.client_limited_rule = fmt::format(
        "{}loop busy {:.0f} % (limit 90 %), dispatch lag p95 {} (limit 5 ms), loop lag p99 {} "
        "(limit 5 ms when over 1 % of stamps are user-space or coalesced; {:.1f} % are)",
        short_of, busy * 100, dispatch.text(), loop.text(), doubtful * 100);
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
