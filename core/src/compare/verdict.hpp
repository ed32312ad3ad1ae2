// What the tests of a comparison come to, in numbers and in words.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "hexameter/compare.hpp"
#include "stats/difference.hpp"

namespace hexameter::detail {

inline constexpr double test_alpha = 0.05;
inline constexpr double most_iterations = 1e7;  // beyond it a number of them is no advice

// What a row alone does not tell.
struct Evidence {
    bool a_lower = false;  // as the test sees it
    std::optional<RelativeDifference> difference;
};

// Times and rates.
[[nodiscard]] bool is_time(const Comparison& row);

// "samples" or "iterations in each run": what a row is tested by.
[[nodiscard]] std::string_view tested_words(const Comparison& row);

// Fills in p_corrected, detectable, iterations_needed, outcome, winner, verdict and advice of every
// row whose outcome is too_few: those that both runs have values for, which vary. `evidence` is in
// the order of the rows.
void judge(std::vector<Comparison>& rows, const std::vector<Evidence>& evidence);

}  // namespace hexameter::detail
