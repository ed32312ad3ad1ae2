// Enumerations as the words that stand in results and events, and back.
#pragma once

#include <optional>
#include <string_view>

#include "hexameter/observer.hpp"
#include "hexameter/plugins.hpp"
#include "hexameter/record.hpp"

namespace hexameter::detail {

[[nodiscard]] std::optional<IterationStatus> iteration_status_from(std::string_view word);
[[nodiscard]] std::optional<RunStatus> run_status_from(std::string_view word);
[[nodiscard]] std::string_view to_string(Direction direction);  // "info", "higher", "lower"
[[nodiscard]] std::optional<Direction> direction_from(std::string_view word);
[[nodiscard]] std::string_view to_string(Aggregate aggregate);  // "mean", "ratio", "none"
[[nodiscard]] std::optional<Aggregate> aggregate_from(std::string_view word);
[[nodiscard]] std::string_view to_string(Instrument::Limited limited);  // "no", "yes", "unknown"
[[nodiscard]] std::optional<Instrument::Limited> limited_from(std::string_view word);
[[nodiscard]] std::optional<PluginKind> plugin_kind_from(std::string_view word);

}  // namespace hexameter::detail
