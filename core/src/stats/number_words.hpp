// Numbers of a test as sentences tell them, of findings and of comparisons.
#pragma once

#include <string>

#include "hexameter/metric.hpp"

namespace hexameter::detail {

// "p=0.0079", "p<0.001" below that.
[[nodiscard]] std::string p_words(double p);

// A share without its sign: 0.0213 is "2.1 %", 2.18 "218 %".
[[nodiscard]] std::string percent_words(double share);

// Bounds that are shares: "-1.1 .. +0.9 %".
[[nodiscard]] std::string interval_words(const Interval& shares);

}  // namespace hexameter::detail
