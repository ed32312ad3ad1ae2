#include "run/instrument.hpp"

#include <fmt/core.h>
#include <time.h>

#include <optional>

namespace hexameter::detail {
namespace {

constexpr double busy_limit = 0.9;
constexpr double lag_limit_ns = 5e6;
constexpr double doubtful_limit = 0.01;
constexpr std::size_t readings_needed = 20;

void put_counts(const EventCounts& events, Instrument& out) {
    out.events = events.all;
    for (std::size_t source = 0; source < events.by_source.size(); ++source)
        if (events.by_source[source] > 0)
            out.timing_sources[std::string(to_string(static_cast<TimingSource>(source)))] =
                events.by_source[source];
    const auto share = [&events](std::uint64_t count) {
        return events.all == 0 ? 0 : static_cast<double>(count) / static_cast<double>(events.all);
    };
    out.kernel_stamp_share =
        share(events.by_source[static_cast<std::size_t>(TimingSource::kernel_rx)]);
    out.coalesced_share = share(events.coalesced);
}

// A lag at one of its quantiles, and whether there are readings enough for that to be known.
struct Lag {
    Lag(const ValuePool* readings, double q) : n(readings == nullptr ? 0 : readings->size()) {
        if (n > 0) ns = readings->quantile(q);
    }

    [[nodiscard]] bool late() const { return ns > lag_limit_ns; }

    [[nodiscard]] bool few() const { return n < readings_needed; }

    [[nodiscard]] std::string text() const {
        return n == 0 ? "not measured" : fmt::format("{:.3f} ms", ns / 1e6);
    }

    std::size_t n;
    double ns = 0;
};

std::optional<Distribution> distribution_of(const ValuePool* readings) {
    if (readings == nullptr || readings->size() == 0) return std::nullopt;
    return readings->distribution();
}

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

void EventCounts::add(const Timeline& timeline) {
    for (const auto& event : timeline.events) {
        ++all;
        ++by_source[static_cast<std::size_t>(event.source)];
        if (event.coalesced) ++coalesced;
        if (event.coalesced || event.source == TimingSource::host_wire) ++doubtful;
    }
}

Instrument read_instrument(const InstrumentReading& reading, const EventCounts& events) {
    Instrument out;
    put_counts(events, out);
    const double doubtful =
        events.all == 0 ? 0
                        : static_cast<double>(events.doubtful) / static_cast<double>(events.all);
    out.dispatch_lag_ns = distribution_of(reading.dispatch_lag_ns);
    out.loop_lag_ns = distribution_of(reading.loop_lag_ns);
    if (reading.wall.count() > 0)
        out.client_cpu_share = static_cast<double>(reading.process_cpu.count()) /
                               static_cast<double>(reading.wall.count());
    judge(reading, doubtful, out);
    return out;
}

}  // namespace hexameter::detail
