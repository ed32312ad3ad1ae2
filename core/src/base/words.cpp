#include "base/words.hpp"

#include <array>
#include <cstddef>

namespace hexameter {
namespace {

// Words in the order of the enumeration, which starts at `First`.
template <class Enum, int First, std::size_t N>
struct Words {
    std::array<std::string_view, N> words;

    [[nodiscard]] std::string_view of(Enum value) const {
        const auto i = static_cast<std::size_t>(static_cast<int>(value) - First);
        return i < N ? words[i] : std::string_view("unknown");
    }

    [[nodiscard]] std::optional<Enum> from(std::string_view word) const {
        for (std::size_t i = 0; i < N; ++i)
            if (words[i] == word) return static_cast<Enum>(static_cast<int>(i) + First);
        return std::nullopt;
    }
};

constexpr Words<TimingSource, 0, 4> timing_sources{
    {"kernel_rx", "host_wire", "host_callback", "child_callback"}};
constexpr Words<EventKind, 0, 4> event_kinds{{"content", "reasoning", "tool_call", "other"}};
constexpr Words<IterationStatus, 0, 3> iteration_statuses{{"ok", "failed", "cancelled"}};
constexpr Words<RunStatus, 0, 5> run_statuses{
    {"running", "complete", "cancelled", "failed", "interrupted"}};
constexpr Words<RunEventType, 0, 11> run_event_types{
    {"model_start", "warmup", "iteration_start", "first_token", "token", "iteration_complete",
     "complete", "cancelled", "error", "gap", "scoring"}};
constexpr Words<Direction, 0, 3> directions{{"info", "higher", "lower"}};
constexpr Words<Aggregate, 0, 3> aggregates{{"mean", "ratio", "none"}};
constexpr Words<Instrument::Limited, 0, 3> limits{{"no", "yes", "unknown"}};
constexpr Words<PluginKind, 1, 4> plugin_kinds{{"provider", "modality", "metric", "decoder"}};

}  // namespace

std::string_view to_string(TimingSource source) {
    return timing_sources.of(source);
}

std::string_view to_string(EventKind kind) {
    return event_kinds.of(kind);
}

std::string_view to_string(IterationStatus status) {
    return iteration_statuses.of(status);
}

std::string_view to_string(RunStatus status) {
    return run_statuses.of(status);
}

std::string_view to_string(RunEventType type) {
    return run_event_types.of(type);
}

std::string_view to_string(PluginKind kind) {
    return plugin_kinds.of(kind);
}

namespace detail {

std::optional<IterationStatus> iteration_status_from(std::string_view word) {
    return iteration_statuses.from(word);
}

std::optional<RunStatus> run_status_from(std::string_view word) {
    return run_statuses.from(word);
}

std::string_view to_string(Direction direction) {
    return directions.of(direction);
}

std::optional<Direction> direction_from(std::string_view word) {
    return directions.from(word);
}

std::string_view to_string(Aggregate aggregate) {
    return aggregates.of(aggregate);
}

std::optional<Aggregate> aggregate_from(std::string_view word) {
    return aggregates.from(word);
}

std::string_view to_string(Instrument::Limited limited) {
    return limits.of(limited);
}

std::optional<Instrument::Limited> limited_from(std::string_view word) {
    return limits.from(word);
}

std::optional<PluginKind> plugin_kind_from(std::string_view word) {
    return plugin_kinds.from(word);
}

}  // namespace detail
}  // namespace hexameter
