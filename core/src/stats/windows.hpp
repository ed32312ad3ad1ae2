// The time in which iterations were measured, and what of it models in parallel shared.
#pragma once

#include <optional>
#include <vector>

#include "hexameter/record.hpp"

namespace hexameter::detail {

// First send to last end.
struct Window {
    std::optional<Instant> begin;
    std::optional<Instant> end;

    void include(const std::optional<Instant>& from, const std::optional<Instant>& to);
    [[nodiscard]] Nanos length() const;
};

// The time in which at least one of the windows is open.
[[nodiscard]] Nanos covered(std::vector<Window> windows);

// Of models in parallel whose windows cover `wall`; nothing of fewer than two, or of no time.
[[nodiscard]] std::optional<ParallelFigures> parallel_figures(
    const std::vector<ModelSummary>& models, Nanos wall);

}  // namespace hexameter::detail
