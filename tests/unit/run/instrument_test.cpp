#include "run/instrument.hpp"

#include <gmock/gmock.h>

namespace hexameter::detail {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using enum Instrument::Limited;

constexpr double ms = 1e6;

struct Reading : InstrumentReading {
    std::vector<double> dispatch_lag_ns;
    std::vector<double> loop_lag_ns;
};

ValuePool pool_of(const std::vector<double>& lags) {
    ValuePool pool;
    for (const double lag : lags) pool.add(lag);
    return pool;
}

Instrument read_instrument(const Reading& reading, const EventCounts& events) {
    const auto dispatch_lags = pool_of(reading.dispatch_lag_ns);
    const auto loop_lags = pool_of(reading.loop_lag_ns);
    InstrumentReading all = reading;
    all.dispatch_lag_ns = &dispatch_lags;
    all.loop_lag_ns = &loop_lags;
    return detail::read_instrument(all, events);
}

// Quiet: nothing is late and nothing is busy.
Reading quiet() {
    Reading reading;
    reading.dispatch_lag_ns.assign(100, 0.01 * ms);
    reading.loop_lag_ns.assign(100, 0.02 * ms);
    reading.wall = std::chrono::seconds(1);
    reading.loop_cpu = std::chrono::milliseconds(250);
    reading.process_cpu = std::chrono::milliseconds(500);
    return reading;
}

EventCounts with_events(int kernel, int wire, int coalesced = 0) {
    Timeline timeline;
    auto& events = timeline.events;
    for (int i = 0; i < kernel; ++i) events.emplace_back().source = TimingSource::kernel_rx;
    for (int i = 0; i < wire; ++i) events.emplace_back().source = TimingSource::host_wire;
    for (int i = 0; i < coalesced; ++i) events[static_cast<std::size_t>(i)].coalesced = true;
    EventCounts counts;
    counts.add(timeline);
    return counts;
}

TEST(Instrument, CountsEventsByTheSourceOfTheirStamps) {
    const auto out = read_instrument(quiet(), with_events(75, 25, 10));
    EXPECT_EQ(out.events, 100u);
    EXPECT_DOUBLE_EQ(out.kernel_stamp_share, 0.75);
    EXPECT_DOUBLE_EQ(out.coalesced_share, 0.1);
    EXPECT_EQ(out.timing_sources.at("kernel_rx"), 75u);
    EXPECT_EQ(out.timing_sources.at("host_wire"), 25u);
    EXPECT_DOUBLE_EQ(out.client_cpu_share, 0.5);
    EXPECT_EQ(out.dispatch_lag_ns->n, 100u);
    EXPECT_EQ(out.loop_lag_ns->n, 100u);
}

TEST(Instrument, IsNotLimitedWhenNothingIsLateOrBusy) {
    const auto out = read_instrument(quiet(), with_events(50, 50));
    EXPECT_EQ(out.client_limited, no);
    EXPECT_THAT(out.client_limited_rule, HasSubstr("loop busy 25 % (limit 90 %)"));
    EXPECT_THAT(out.client_limited_rule, HasSubstr("dispatch lag p95 0.010 ms (limit 5 ms)"));
    EXPECT_THAT(out.client_limited_rule, HasSubstr("loop lag p99 0.020 ms"));
    EXPECT_THAT(out.client_limited_rule, HasSubstr("50.0 % are"));
}

TEST(Instrument, IsLimitedWhenTheLoopIsBusy) {
    auto reading = quiet();
    reading.loop_cpu = std::chrono::milliseconds(900);
    EXPECT_EQ(read_instrument(reading, {}).client_limited, no);
    reading.loop_cpu = std::chrono::milliseconds(901);
    const auto out = read_instrument(reading, {});
    EXPECT_EQ(out.client_limited, yes);
    EXPECT_THAT(out.client_limited_rule, HasSubstr("loop busy 90 %"));
}

TEST(Instrument, IsLimitedWhenFivePercentOfTheRequestsLeaveLate) {
    auto reading = quiet();
    std::fill_n(reading.dispatch_lag_ns.begin(), 4, 50 * ms);
    EXPECT_EQ(read_instrument(reading, {}).client_limited, no);
    std::fill_n(reading.dispatch_lag_ns.begin(), 7, 50 * ms);
    const auto out = read_instrument(reading, {});
    EXPECT_EQ(out.client_limited, yes);
    EXPECT_THAT(out.client_limited_rule, HasSubstr("dispatch lag p95 50.000 ms"));
}

TEST(Instrument, IsUnknownWhereTooFewRequestsLeftLate) {
    auto reading = quiet();
    reading.dispatch_lag_ns.assign(19, 50 * ms);
    const auto out = read_instrument(reading, {});
    EXPECT_EQ(out.client_limited, unknown);
    EXPECT_THAT(out.client_limited_rule,
                StartsWith("only 19 readings of the dispatch lag, 20 are needed; loop busy"));
    reading.dispatch_lag_ns.push_back(50 * ms);
    EXPECT_EQ(read_instrument(reading, {}).client_limited, yes);
}

TEST(Instrument, IsKnownWhereFewRequestsLeftInTime) {
    auto reading = quiet();
    reading.dispatch_lag_ns.assign(1, 0.01 * ms);
    const auto out = read_instrument(reading, {});
    EXPECT_EQ(out.client_limited, no);
    EXPECT_THAT(out.client_limited_rule, StartsWith("loop busy"));
}

TEST(Instrument, IsUnknownWhereTooFewTimersRanLate) {
    auto reading = quiet();
    reading.loop_lag_ns.assign(19, 50 * ms);
    EXPECT_EQ(read_instrument(reading, with_events(0, 100)).client_limited, unknown);
    reading.loop_lag_ns.push_back(50 * ms);
    EXPECT_EQ(read_instrument(reading, with_events(0, 100)).client_limited, yes);
}

TEST(Instrument, IsLimitedByALateLoopOnlyWhenStampsDependOnIt) {
    auto reading = quiet();
    std::fill_n(reading.loop_lag_ns.begin(), 3, 20 * ms);
    EXPECT_EQ(read_instrument(reading, with_events(1000, 0)).client_limited, no);
    EXPECT_EQ(read_instrument(reading, with_events(990, 10)).client_limited, no);
    EXPECT_EQ(read_instrument(reading, with_events(980, 20)).client_limited, yes);
    EXPECT_EQ(read_instrument(reading, with_events(1000, 0, 20)).client_limited, yes);
}

TEST(Instrument, IsUnknownWithTooFewReadingsOfTheLoop) {
    auto reading = quiet();
    reading.loop_lag_ns.resize(19);
    const auto out = read_instrument(reading, {});
    EXPECT_EQ(out.client_limited, unknown);
    EXPECT_THAT(out.client_limited_rule,
                StartsWith("only 19 readings of the loop lag, 20 are needed; loop busy"));
    reading.loop_lag_ns.resize(20);
    EXPECT_EQ(read_instrument(reading, {}).client_limited, no);
    // What is known to be bad stays bad, however short the run was.
    reading.loop_lag_ns.clear();
    reading.loop_cpu = reading.wall;
    EXPECT_EQ(read_instrument(reading, {}).client_limited, yes);
}

TEST(Instrument, OfARunWithoutARequestHasNoLag) {
    const auto out = read_instrument({}, {});
    EXPECT_EQ(out.events, 0u);
    EXPECT_FALSE(out.dispatch_lag_ns);
    EXPECT_FALSE(out.loop_lag_ns);
    EXPECT_EQ(out.client_cpu_share, 0);
    EXPECT_EQ(out.client_limited, unknown);
    EXPECT_THAT(out.client_limited_rule,
                AllOf(HasSubstr("dispatch lag p95 not measured"),
                      HasSubstr("loop lag p99 not measured"), HasSubstr("only 0 readings")));
}

}  // namespace
}  // namespace hexameter::detail
