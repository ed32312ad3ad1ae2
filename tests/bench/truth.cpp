// How far what the engine reports is from what the simulator did. The simulator writes into every
// object the CLOCK_MONOTONIC time at which it was sent; providers hand that on as `claimed`.
//
//   stamp error      at - claimed, of every event
//   TTFT error       |ttft - true ttft|, where true ttft = claimed(first content) - sent; and apart
//                    |ttft - T| against the configured T, which charges the server's lateness too
//   ITL sigma error  |sd of measured gaps - sd of claimed gaps|, all gaps of all streams pooled
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine_load.hpp"
#include "groups.hpp"
#include "stats/distribution.hpp"

namespace hexameter::bench {
namespace {

struct Case {
    std::string name;
    double itl_ms;
    std::uint32_t rounds;  // requests per stream
};

constexpr double ttft_ms = 50;
constexpr std::uint32_t streams = 1000;
constexpr double ns_per_us = 1e3;
constexpr double ns_per_ms = 1e6;

double ns(Nanos span) {
    return static_cast<double>(span.count());
}

struct Errors {
    std::vector<double> kernel_ns;
    std::vector<double> wire_ns;
    std::vector<double> coalesced_ns;
    std::vector<double> ttft_ns;
    std::vector<double> ttft_configured_ns;
    std::vector<double> gaps_ns;
    std::vector<double> true_gaps_ns;
    std::uint64_t early = 0;  // stamped before the server's claim: a broken stamp

    void take(const Timeline& timeline);

  private:
    void take_stamp(const TimelineEvent& event);
};

void Errors::take_stamp(const TimelineEvent& event) {
    const double error = ns(event.at - event.claimed);
    if (error < 0) ++early;
    if (event.coalesced)
        coalesced_ns.push_back(error);
    else
        (event.source == TimingSource::kernel_rx ? kernel_ns : wire_ns).push_back(error);
}

void Errors::take(const Timeline& timeline) {
    const TimelineEvent* before = nullptr;
    for (const auto& event : timeline.events) {
        if (event.claimed == Instant{}) continue;
        take_stamp(event);
        if (before != nullptr) {
            gaps_ns.push_back(ns(event.at - before->at));
            true_gaps_ns.push_back(ns(event.claimed - before->claimed));
        } else if (timeline.sent) {
            const double measured = ns(event.at - *timeline.sent);
            ttft_ns.push_back(std::abs(measured - ns(event.claimed - *timeline.sent)));
            ttft_configured_ns.push_back(std::abs(measured - ttft_ms * ns_per_ms));
        }
        before = &event;
    }
}

std::string spread(std::vector<double>& values, double unit) {
    if (values.empty()) return "n=0";
    std::sort(values.begin(), values.end());
    return fmt::format("p50 {:.3g}, p99 {:.3g}, max {:.4g}, n={}",
                       detail::quantile(values, 0.5) / unit, detail::quantile(values, 0.99) / unit,
                       values.back() / unit, values.size());
}

std::optional<double> p99(std::vector<double>& values, double unit) {
    if (values.empty()) return std::nullopt;
    std::sort(values.begin(), values.end());
    return detail::quantile(values, 0.99) / unit;
}

std::optional<double> mean(const std::vector<double>& values, double unit) {
    if (values.empty()) return std::nullopt;
    return detail::summarise(values).mean / unit;
}

void add_stamps(const Case& c, Errors& errors, Rows& rows) {
    const auto row = [&](const char* kind, std::vector<double>& values, Target target) {
        rows.add({"truth", fmt::format("stamp error p99, {}, {}", kind, c.name), "us",
                  p99(values, ns_per_us), target, 50, spread(values, ns_per_us)});
    };
    row("kernel_rx", errors.kernel_ns, Target::at_most);
    row("host_wire", errors.wire_ns, Target::at_most);
    row("coalesced (upper bounds)", errors.coalesced_ns, Target::none);
    rows.add({"truth", "stamps earlier than the true send, " + c.name, "events",
              static_cast<double>(errors.early), Target::at_most, 0, ""});
}

void add_times(const Case& c, Errors& errors, Rows& rows) {
    rows.add({"truth", "TTFT error mean against the true send, " + c.name, "ms",
              mean(errors.ttft_ns, ns_per_ms), Target::at_most, 5,
              spread(errors.ttft_ns, ns_per_ms)});
    rows.add({"truth", "TTFT error mean against the configured 50 ms, " + c.name, "ms",
              mean(errors.ttft_configured_ns, ns_per_ms), Target::at_most, 5,
              spread(errors.ttft_configured_ns, ns_per_ms)});
    if (errors.gaps_ns.empty()) return;
    const double measured = detail::summarise(errors.gaps_ns).stddev / ns_per_ms;
    const double truth = detail::summarise(errors.true_gaps_ns).stddev / ns_per_ms;
    rows.add({"truth", "ITL sigma error, " + c.name, "ms", std::abs(measured - truth),
              Target::at_most, 0.2,
              fmt::format("sd measured {:.3g}, true {:.3g}", measured, truth)});
}

// What the same run cost: every event was paced, parsed and recorded.
void add_cost(const Case& c, const LoadResult& result, Rows& rows) {
    if (result.events == 0) return;
    const auto events = static_cast<double>(result.events);
    const auto& instrument = result.run.summary.instrument;
    rows.add(
        {"cost", "process CPU per paced event, " + c.name, "us",
         ns(result.process_cpu) / events / ns_per_us, Target::at_most, 6,
         fmt::format("{:.0f} events/s, client_limited {}: {}", events / (ns(result.wall) / 1e9),
                     instrument.client_limited == Instrument::Limited::yes  ? "yes"
                     : instrument.client_limited == Instrument::Limited::no ? "no"
                                                                            : "unknown",
                     instrument.client_limited_rule)});
    rows.add({"cost", "loop thread CPU per paced event, " + c.name, "us",
              ns(result.cpu_of("hxm-loop")) / events / ns_per_us, Target::none, 0,
              fmt::format("scorer {:.2f}", ns(result.cpu_of("hxm-score")) / events / ns_per_us)});
    rows.add({"truth", "requests failed, " + c.name, "requests", static_cast<double>(result.failed),
              Target::at_most, 0, fmt::format("of {}, warm-ups too", result.requests)});
}

void measure(Engine& engine, const Case& c, Rows& rows) {
    const SimulatorProcess server({"--ttft-ms", fmt::format("{}", ttft_ms), "--itl-ms",
                                   fmt::format("{}", c.itl_ms), "--tokens", "100"});
    Load load;
    load.config_json = config_for(server.url());
    load.iterations = streams * c.rounds;
    load.warmup = streams;
    load.concurrency = streams;
    const auto result = run_load(engine, load);
    Errors errors;
    for (const auto& record : result.run.iterations)
        if (!record.warmup) errors.take(record.timeline);
    add_stamps(c, errors, rows);
    add_times(c, errors, rows);
    add_cost(c, result, rows);
}

}  // namespace

void measure_truth(Engine& engine, Rows& rows) {
    measure(engine, {"1000 x 20/s", 50, 2}, rows);
    measure(engine, {"1000 x 100/s", 10, 5}, rows);
}

}  // namespace hexameter::bench
