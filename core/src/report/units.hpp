// Numbers for people: one unit per metric, about four digits.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hexameter::detail {

// The unit in which a metric is written.
struct RowUnit {
    std::string word;    // "ms"; "" for a bare score
    double divisor = 1;  // value / divisor is what is written
    bool whole = false;  // counts and scores: no zeros behind the point
    bool money = false;  // small amounts keep their digits
};

// `unit` as a metric has it; nanoseconds become ns, us, ms or s by the size of `typical`.
[[nodiscard]] RowUnit row_unit(std::string_view unit, double typical);

// The one unit for all of these: that of the smallest which is not 0, so that it keeps its digits,
// but for what is less than a thousandth of the largest: that would make numbers of ten digits.
[[nodiscard]] RowUnit shared_unit(std::string_view unit, const std::vector<double>& sizes);

[[nodiscard]] std::string number_text(double value, const RowUnit& unit);

// "12.3 ms"
[[nodiscard]] std::string duration_text(double duration_ns);

// 0.983 -> "98.3 %"
[[nodiscard]] std::string percent_text(double share);

}  // namespace hexameter::detail
