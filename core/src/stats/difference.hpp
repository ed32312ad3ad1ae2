// By how much do two samples differ, and how many values would show how small a difference?
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "hexameter/compare.hpp"
#include "stats/intervals.hpp"

namespace hexameter::detail {

// A against B: 0.05 is 5 % above B. Has the same meaning for runs of any n.
struct RelativeDifference {
    double estimate = 0;
    Interval interval;  // 95 %
    DifferenceBy by = DifferenceBy::means;
    double per_run = 0;  // values on each side, the harmonic mean of both
    double error = 0;    // standard error, above 0; by ranks that of the logarithm

    // The least difference that as many values show with the usual power when tested at `alpha`.
    [[nodiscard]] double detectable(double alpha) const;
    // Values on each side that show `difference` so; at least 2. Of pairs it is Miller's formula
    // (2024, "Adding error bars to evals"), as lmms-eval has it.
    [[nodiscard]] double needed(double difference, double alpha) const;
};

// Of `times` and rates, where all are positive: the ratio of typical values, by Hodges and
// Lehmann's estimate of the shift of their logarithms (1963; the median of all differences of one
// value of each), which an outlier does not move, with the interval that inverts the rank test
// (Moses; Hollander and Wolfe 1999, section 4.3). Of samples above 2,000 values 2,000 evenly spaced
// ones are taken for the differences; their ranks stay those of the whole sample. Of values that
// are all 0 or 1: the ratio of shares, its interval by both shares' Wilson intervals (MOVER-R,
// Donner and Zou 2012), its error that of the pooled share. Of others, as scores and counts, and of
// times so tied that ranks tell no more than that most are equal: the ratio of means with Fieller's
// interval (1954; degrees of freedom by Welch 1947). Absent where samples are too small, where the
// mean of B is not shown to be above 0, where nothing varies within the samples, so that its error
// is not known, and where it is no finite number.
[[nodiscard]] std::optional<RelativeDifference> relative_difference(
    std::span<const double> sorted_a, std::span<const double> sorted_b, bool times);

// Of values in pairs (a[i] and b[i] are of one sample): the ratio of means. The interval of its
// linearised differences is Student's t below 30 pairs and above 2,000, else the BCa bootstrap's,
// which is too narrow for fewer. Absent below two pairs, and as above.
[[nodiscard]] std::optional<RelativeDifference> paired_difference(std::span<const double> a,
                                                                  std::span<const double> b);

}  // namespace hexameter::detail
