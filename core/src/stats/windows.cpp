#include "stats/windows.hpp"

#include <algorithm>

namespace hexameter::detail {

void Window::include(const std::optional<Instant>& from, const std::optional<Instant>& to) {
    if (from) begin = std::min(begin.value_or(*from), *from);
    if (to) end = std::max(end.value_or(*to), *to);
}

Nanos Window::length() const {
    return begin && end ? std::max(Nanos{0}, *end - *begin) : Nanos{0};
}

Nanos covered(std::vector<Window> windows) {
    std::erase_if(windows, [](const Window& window) { return window.length() == Nanos{0}; });
    std::sort(windows.begin(), windows.end(),
              [](const Window& a, const Window& b) { return a.begin < b.begin; });
    Nanos sum{0};
    Instant until = Instant::min();
    for (const auto& window : windows) {
        if (*window.end <= until) continue;
        sum += *window.end - std::max(*window.begin, until);
        until = *window.end;
    }
    return sum;
}

std::optional<ParallelFigures> parallel_figures(const std::vector<ModelSummary>& models,
                                                Nanos wall) {
    if (models.size() < 2 || wall == Nanos{0}) return std::nullopt;
    Nanos sum{0};
    Nanos longest{0};
    for (const auto& model : models) {
        sum += model.own_time;
        longest = std::max(longest, model.own_time);
    }
    ParallelFigures figures;
    figures.wall = wall;
    figures.speed_up = static_cast<double>(sum.count()) / static_cast<double>(wall.count());
    figures.efficiency = figures.speed_up / static_cast<double>(models.size());
    figures.overhead = wall - longest;
    return figures;
}

}  // namespace hexameter::detail
