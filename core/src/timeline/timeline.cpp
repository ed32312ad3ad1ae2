#include "hexameter/timeline.hpp"

#include <algorithm>

#include "timeline/definitions.hpp"

namespace hexameter {

std::string joined_text(const Timeline& timeline, EventKind kind, std::uint32_t choice) {
    const auto is_of = [kind, choice](const TimelineEvent& event) {
        return event.kind == kind && event.choice == choice;
    };
    std::size_t bytes = 0;
    for (const auto& event : timeline.events)
        if (is_of(event)) bytes += event.text_size;
    std::string text;
    text.reserve(bytes);
    for (const auto& event : timeline.events)
        if (is_of(event)) text.append(timeline.text_of(event));
    return text;
}

std::string detail::first_choice_text(const Timeline& timeline, EventKind kind) {
    const auto& events = timeline.events;
    const auto lowest =
        std::min_element(events.begin(), events.end(),
                         [](const auto& a, const auto& b) { return a.choice < b.choice; });
    return lowest == events.end() ? "" : joined_text(timeline, kind, lowest->choice);
}

}  // namespace hexameter
