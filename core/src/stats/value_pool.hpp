// Values in bounded memory: each of them while they are few, then how many lie where.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "hexameter/metric.hpp"

namespace hexameter::detail {

class ValuePool {
  public:
    // As many are kept one by one: 2 MiB. Past that each falls into a bin that is at most 2^-10 of
    // its value wide, as in an HDR histogram: quantiles are then off by quantile_error of
    // themselves at most. Number, mean, deviation and extremes stay exact.
    static constexpr std::size_t kept_singly = std::size_t{1} << 18;
    static constexpr double quantile_error = 1.0 / 2048;

    ValuePool() = default;
    ValuePool(ValuePool&&) noexcept = default;  // a copy would go on in the bins of the first
    ValuePool& operator=(ValuePool&&) noexcept = default;

    // Finite.
    void add(double value);

    [[nodiscard]] std::uint64_t size() const { return n_; }

    // As summarise() has it; with intervals where the values are independent of each other.
    [[nodiscard]] Distribution distribution(bool independent = false) const;

    // `q` in [0, 1]; not of an empty pool.
    [[nodiscard]] double quantile(double q) const;

    // The first of them, in the order of their coming: all, or kept_singly.
    [[nodiscard]] std::span<const double> first() const { return values_; }

  private:
    static constexpr int bins_bits = 10;
    using Bins = std::array<std::uint64_t, std::size_t{1} << bins_bits>;

    void count_in_bin(double value);

    [[nodiscard]] bool is_exact() const { return bins_.empty(); }

    [[nodiscard]] double at_rank(std::uint64_t rank) const;

    std::vector<double> values_;
    std::map<std::int64_t, Bins> bins_;  // by sign and power of two, rising; empty: all in values_
    std::map<std::int64_t, Bins>::iterator last_;  // in bins_, of the last value
    std::uint64_t n_ = 0;
    // Past kept_singly only: mean and sum of squared distances from it (Welford 1962), extremes.
    double mean_ = 0;
    double squares_ = 0;
    double min_ = 0;
    double max_ = 0;
};

}  // namespace hexameter::detail
