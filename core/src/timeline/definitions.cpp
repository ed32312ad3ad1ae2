// 1. A value is emitted only when both of its stamps are there and the later one is not earlier: no
//    difference is ever negative. What is left out for that reason is named by timeline_notes.
// 2. total >= ttft: both count from `sent`, and last_content is never before the first arrival.
// 3. No rate or time per token over a span of zero.
#include "timeline/definitions.hpp"

#include <utility>

#include "timeline/arrivals.hpp"

namespace hexameter::detail {
namespace {

using Moment = std::optional<Instant>;
using Count = std::optional<std::uint64_t>;

class Values {
  public:
    explicit Values(std::size_t arrivals) {
        values_.reserve(timing_definitions().size(), arrivals);
    }

    void span(const char* id, const Moment& from, const Moment& to) {
        if (from && to && *to >= *from) number(id, static_cast<double>((*to - *from).count()));
    }

    void count(const char* id, const Count& count) {
        if (count) number(id, static_cast<double>(*count));
    }

    void number(const char* id, double value) { values_.push_back({id, "", value, 1}); }

    [[nodiscard]] MetricValues take() { return std::move(values_); }

  private:
    MetricValues values_;
};

double seconds(Nanos span) {
    return static_cast<double>(span.count()) / 1e9;
}

void decode_values(Values& values, const Arrivals& arrivals, std::uint64_t tokens) {
    if (tokens < 2) return;
    const Nanos decode = arrivals.all.back() - arrivals.all.front();
    if (decode == Nanos{0}) return;
    const auto steps = static_cast<double>(tokens - 1);
    values.number("tpot", static_cast<double>(decode.count()) / steps);
    values.number("tps_decode", steps / seconds(decode));
}

void stream_values(Values& values, const Timeline& timeline, const Arrivals& arrivals) {
    const Instant first = arrivals.all.front();
    values.span("ttft", timeline.sent, first);
    values.span("ttfo", timeline.sent, arrivals.first_answer);
    for (std::size_t i = 1; i < arrivals.all.size(); ++i)
        values.span("itl", arrivals.all[i - 1], arrivals.all[i]);
}

// Times as the schedule sees them, so that a late client flatters no server.
void intended_values(Values& values, const Timeline& timeline, const Arrivals& arrivals) {
    if (timeline.streamed && !arrivals.all.empty())
        values.span("ttft_intended", timeline.intended, arrivals.all.front());
    values.span("total_intended", timeline.intended, arrivals.last_content);
    values.span("connect_and_queue", timeline.intended, timeline.sent);
}

}  // namespace

MetricValues timing_values(const Timeline& timeline) {
    const Arrivals arrivals = arrivals_of(timeline);
    Values values(arrivals.all.size());
    const TokenCount tokens = headline_tokens(timeline, arrivals);

    if (!arrivals.all.empty()) {
        if (timeline.streamed) {
            stream_values(values, timeline, arrivals);
            decode_values(values, arrivals, tokens.count);
        }
        const Instant last = arrivals.all.back();
        if (timeline.sent && last > *timeline.sent && tokens.count > 0)
            values.number("tps_e2e",
                          static_cast<double>(tokens.count) / seconds(last - *timeline.sent));
    }
    values.span("total", timeline.sent, arrivals.last_content);
    if (!arrivals.last_content || timeline.end >= arrivals.last_content)
        values.span("transport_end", timeline.sent, timeline.end);

    if (tokens.source != TokenSource::none) values.count("output_tokens", tokens.count);
    values.count("events_tokens", arrivals.tokens);
    values.count("usage_tokens", timeline.usage.output_tokens);
    values.count("tokenizer_tokens", timeline.tokenizer_tokens);
    values.count("input_tokens", timeline.usage.input_tokens);
    values.count("cached_tokens", timeline.usage.cached_tokens);
    values.count("reasoning_tokens", timeline.usage.reasoning_tokens);
    if (timeline.sent) {
        values.count("chunks", arrivals.chunks);
        values.count("bytes", arrivals.bytes);
        values.span("plugin_time", Instant{}, Instant{timeline.plugin_time});
    }
    if (timeline.intended != Instant{}) intended_values(values, timeline, arrivals);
    return values.take();
}

}  // namespace hexameter::detail
