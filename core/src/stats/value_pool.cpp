// 1. While bins_ is empty all values are in values_; past that values_ holds the first ones, and
//    bins_ and the moments hold all.
// 2. A value's bits, turned so that they rise with it as a signed number, are its place among the
//    bins: the upper ones choose the map's entry, the next bins_bits the bin in it.
#include "stats/value_pool.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "stats/distribution.hpp"

namespace hexameter::detail {
namespace {

constexpr int mantissa_bits = 52;

std::int64_t rising_bits(double value) {
    const auto bits = std::bit_cast<std::int64_t>(value);
    return bits < 0 ? bits ^ INT64_MAX : bits;
}

double value_of(std::int64_t rising) {
    return std::bit_cast<double>(rising < 0 ? rising ^ INT64_MAX : rising);
}

}  // namespace

void ValuePool::add(double value) {
    if (is_exact() && values_.size() < kept_singly) {
        values_.push_back(value);
        ++n_;
        return;
    }
    if (is_exact()) {
        n_ = 0;
        min_ = max_ = values_.front();
        for (const double kept : values_) count_in_bin(kept);
    }
    count_in_bin(value);
}

void ValuePool::count_in_bin(double value) {
    const auto place = rising_bits(value) >> (mantissa_bits - bins_bits);
    const auto power = place >> bins_bits;
    if (bins_.empty() || last_->first != power) last_ = bins_.try_emplace(power).first;
    ++last_->second[static_cast<std::size_t>(place) % Bins{}.size()];
    ++n_;
    const double distance = value - mean_;
    mean_ += distance / static_cast<double>(n_);
    squares_ += distance * (value - mean_);
    min_ = std::min(min_, value);
    max_ = std::max(max_, value);
}

double ValuePool::at_rank(std::uint64_t rank) const {
    std::uint64_t below = 0;
    for (const auto& [power, bins] : bins_) {
        for (std::size_t bin = 0; bin < bins.size(); ++bin) {
            below += bins[bin];
            if (below <= rank) continue;
            const auto place = (power << bins_bits) + static_cast<std::int64_t>(bin);
            const int width = mantissa_bits - bins_bits;
            // In the middle, but never beyond what was seen.
            const double middle =
                std::midpoint(value_of(place << width), value_of((place + 1) << width));
            return std::clamp(middle, min_, max_);
        }
    }
    return max_;
}

double ValuePool::quantile(double q) const {
    if (!is_exact())
        return at_rank(static_cast<std::uint64_t>(std::round(q * static_cast<double>(n_ - 1))));
    std::vector<double> sorted = values_;
    std::sort(sorted.begin(), sorted.end());
    return detail::quantile(sorted, q);
}

Distribution ValuePool::distribution(bool independent) const {
    if (is_exact()) {
        std::vector<double> sorted = values_;
        std::sort(sorted.begin(), sorted.end());
        auto result = summarise_sorted(sorted);
        if (independent) add_intervals(result, [&](std::uint64_t rank) { return sorted[rank]; });
        return result;
    }
    Distribution result;
    result.n = n_;
    result.mean = std::clamp(mean_, min_, max_);
    result.stddev = std::sqrt(squares_ / static_cast<double>(n_ - 1));
    result.min = min_;
    result.max = max_;
    result.median = quantile(0.5);
    for (const auto& [key, name] : percentiles)
        if (n_ >= samples_needed(key / 1000.0)) result.percentiles[key] = quantile(key / 1000.0);
    result.quantile_error = quantile_error;
    if (independent) add_intervals(result, [this](std::uint64_t rank) { return at_rank(rank); });
    return result;
}

}  // namespace hexameter::detail
