// By how much do two samples differ, and how many values would show how small a difference?
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "hexameter/compare.hpp"
#include "stats/intervals.hpp"

namespace hexameter::detail {

// Hodges and Lehmann's estimate of a shift (1963), the median of all differences of one value of
// each, and the interval that inverts the rank test (Moses; Hollander and Wolfe 1999, section 4.3).
// Of samples above 2,000 values 2,000 evenly spaced ones are taken for the differences; their ranks
// stay those of the whole sample. Absent where a sample is too small for the confidence.
struct Shift {
    double estimate = 0;
    Interval interval;
};

[[nodiscard]] std::optional<Shift> hodges_lehmann(std::span<const double> sorted_a,
                                                  std::span<const double> sorted_b,
                                                  double confidence = usual_confidence);

// A against B: 0.05 is 5 % above B. Has the same meaning for runs of any n.
struct RelativeDifference {
    double estimate = 0;
    Interval interval;  // 95 %
    DifferenceBy by = DifferenceBy::means;
    double per_run = 0;  // values on each side, the harmonic mean of both
    double error = 0;    // standard error; by ranks that of the logarithm

    // The least difference that as many values show with the usual power when tested at `alpha`.
    [[nodiscard]] double detectable(double alpha) const;
    // Values on each side that show `difference` so; at least 2. Of pairs it is Miller's formula
    // (2024, "Adding error bars to evals"), as lmms-eval has it.
    [[nodiscard]] double needed(double difference, double alpha) const;
};

// Of `times` and rates, where all are positive: the ratio of typical values, by hodges_lehmann of
// their logarithms, which an outlier does not move. Of others, as scores and counts, which have few
// different values: the ratio of means with Welch's interval (Welch 1947; delta method). Absent
// where samples are too small, or the mean of B is not above 0.
[[nodiscard]] std::optional<RelativeDifference> relative_difference(
    std::span<const double> sorted_a, std::span<const double> sorted_b, bool times);

// Of values in pairs (a[i] and b[i] are of one sample): the ratio of means. The interval is the BCa
// bootstrap's of the linearised differences up to 2,000 pairs, Student's t above. Absent below two
// pairs, and where the mean of B is not above 0.
[[nodiscard]] std::optional<RelativeDifference> paired_difference(std::span<const double> a,
                                                                  std::span<const double> b);

}  // namespace hexameter::detail
