#include "timeline/arrivals.hpp"

#include <algorithm>

namespace hexameter::detail {
namespace {

// 1. Arrivals rise strictly, whatever the stamps say: no gap is ever zero or negative.
// 2. first <= first_answer and last arrival <= last_content.

bool is_content(const TimelineEvent& event) {
    return event.kind != EventKind::other && event.text_size > 0;
}

void take_arrival(Arrivals& arrivals, const TimelineEvent& event) {
    if (arrivals.all.empty() || event.at > arrivals.all.back()) arrivals.all.push_back(event.at);
    if (event.kind != EventKind::reasoning && !arrivals.first_answer)
        arrivals.first_answer = arrivals.all.back();
}

}  // namespace

Arrivals arrivals_of(const Timeline& timeline) {
    Arrivals arrivals;
    arrivals.all.reserve(timeline.events.size());
    std::uint64_t units = 0;
    std::uint64_t events_without_units = 0;
    for (const auto& event : timeline.events) {
        if (!is_content(event)) continue;
        ++arrivals.chunks;
        arrivals.bytes += event.text_size;
        if (arrivals.last_content && event.at < *arrivals.last_content) ++arrivals.backwards;
        arrivals.last_content = std::max(arrivals.last_content.value_or(event.at), event.at);
        if (event.piece) continue;
        take_arrival(arrivals, event);
        units += event.units;
        if (event.units == 0) ++events_without_units;
    }
    // The one event of a reply that was not streamed is a whole answer, not a token.
    if (timeline.streamed)
        arrivals.tokens = units + events_without_units;
    else if (units > 0 && events_without_units == 0)
        arrivals.tokens = units;
    if (arrivals.all.empty()) arrivals.tokens.reset();
    return arrivals;
}

}  // namespace hexameter::detail
