// What an assert may speak of, and in which units.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/asserts.hpp"

namespace hexameter::detail {

// mean, stddev, min, median, p90, p95, p99, p99.9, max, n.
[[nodiscard]] const std::vector<std::string>& statistics();

// Key of Distribution::percentiles; nothing for what is no percentile.
[[nodiscard]] std::optional<int> percentile_key(std::string_view statistic);

// ok, failed, error_rate, throughput.
[[nodiscard]] const std::vector<std::string>& figures();

[[nodiscard]] bool is_figure(std::string_view metric);

// The unit in which the values of an assert are: that of the figure, or of the metric, which is
// `unit` there; that of a count for n.
[[nodiscard]] std::string unit_of(const Assert& one, std::string_view unit);

// The number in that unit; nothing when its own does not fit.
[[nodiscard]] std::optional<double> number_in(const Assert& one, std::string_view unit);

// How numbers of that unit are written: "ns, us, ms, s or min".
[[nodiscard]] std::string units_for(std::string_view unit);

// "ttft.p90", "pass_at[k=5].mean", "error_rate".
[[nodiscard]] std::string term_text(const Assert& one);

// "ttft.p90 < 500 ms"
[[nodiscard]] std::string assert_text(const Assert& one);

}  // namespace hexameter::detail
