#include "hexameter/timeline.hpp"

namespace hexameter {

std::string joined_text(const Timeline& timeline, EventKind kind, std::uint32_t choice) {
    std::string text;
    for (const auto& event : timeline.events)
        if (event.kind == kind && event.choice == choice) text.append(timeline.text_of(event));
    return text;
}

}  // namespace hexameter
