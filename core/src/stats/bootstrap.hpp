// An interval for a statistic that has no formula of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "stats/intervals.hpp"

namespace hexameter::detail {

using Statistic = std::function<double(std::span<const double>)>;

struct BootstrapOptions {
    std::uint64_t seed = 12345;  // the same seed gives the same interval on every machine
    std::uint32_t resamples = 2000;
    double confidence = usual_confidence;
};

// Bias-corrected and accelerated interval (Efron 1987, "Better bootstrap confidence intervals").
// Takes n + resamples calls of the statistic: for samples of up to some thousands. Absent below two
// values, where the statistic gives the same for every resample, and where cubes of its values are
// too large or too small for a number.
[[nodiscard]] std::optional<Interval> bootstrap_interval(std::span<const double> values,
                                                         const Statistic& statistic,
                                                         const BootstrapOptions& options = {});

}  // namespace hexameter::detail
