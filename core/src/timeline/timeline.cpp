#include "hexameter/timeline.hpp"

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

}  // namespace hexameter
