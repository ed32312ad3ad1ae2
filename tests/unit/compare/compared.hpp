// Comparisons of runs made by hand, and what they say.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "hexameter/compare.hpp"
#include "runs.hpp"

namespace hexameter::test {

inline std::string said(const Comparison& row) {
    return row.advice.empty() ? row.verdict : row.verdict + ": " + row.advice;
}

// The comparison of one metric of one model.
inline Comparison compared(const std::string& metric, const std::vector<std::vector<double>>& of_a,
                           const std::vector<std::vector<double>>& of_b) {
    RunRecord a = run_of({"m"});
    RunRecord b = run_of({"m"});
    add_iterations(a, "m", metric, of_a);
    add_iterations(b, "m", metric, of_b);
    const auto rows = compare_runs(a, b);
    EXPECT_EQ(rows.size(), 1U);
    return rows.at(0);
}

// Log-normal times, as those of answers are.
inline std::vector<std::vector<double>> times(std::size_t n, double median, std::uint64_t seed,
                                              double sigma = 0.2) {
    std::mt19937_64 bits(seed);
    std::normal_distribution<double> draw(0, sigma);
    std::vector<std::vector<double>> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back({median * std::exp(draw(bits))});
    return values;
}

}  // namespace hexameter::test
