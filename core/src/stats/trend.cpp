// 1. Discordant pairs are counted while the series is merge-sorted: when a later value goes before
//    the rest of an earlier half, it is smaller than all of that rest.
#include "stats/trend.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace hexameter::detail {
namespace {

// Sorts [begin, end); gives the pairs in which the later value is the smaller one.
std::int64_t sort_and_count(std::vector<double>& values, std::vector<double>& spare,
                            std::size_t begin, std::size_t end) {
    if (end - begin < 2) return 0;
    const std::size_t middle = begin + (end - begin) / 2;
    std::int64_t falling =
        sort_and_count(values, spare, begin, middle) + sort_and_count(values, spare, middle, end);
    std::size_t left = begin;
    std::size_t right = middle;
    for (std::size_t to = begin; to < end; ++to) {
        const bool take_right = left == middle || (right < end && values[right] < values[left]);
        if (take_right) falling += static_cast<std::int64_t>(middle - left);
        spare[to] = values[take_right ? right++ : left++];
    }
    for (std::size_t i = begin; i < end; ++i) values[i] = spare[i];
    return falling;
}

}  // namespace

Trend mann_kendall(std::span<const double> in_order) {
    constexpr std::size_t least = 10;
    std::vector<double> values(in_order.begin(), in_order.end());
    std::vector<double> spare(values.size());
    const std::int64_t falling = sort_and_count(values, spare, 0, values.size());
    const auto size = static_cast<std::int64_t>(values.size());
    std::int64_t tied_pairs = 0;
    double ties = 0;  // sum of t (t - 1) (2 t + 5)
    for (std::size_t begin = 0; begin < values.size();) {
        std::size_t end = begin;
        while (end < values.size() && values[end] == values[begin]) ++end;
        const auto t = static_cast<std::int64_t>(end - begin);
        tied_pairs += t * (t - 1) / 2;
        const auto group = static_cast<double>(t);
        ties += group * (group - 1) * (2 * group + 5);
        begin = end;
    }
    Trend trend;
    trend.s = size * (size - 1) / 2 - tied_pairs - 2 * falling;
    const auto n = static_cast<double>(size);
    const double variance = (n * (n - 1) * (2 * n + 5) - ties) / 18;
    if (values.size() < least || variance <= 0) return trend;
    const double distance = std::max(0.0, std::abs(static_cast<double>(trend.s)) - 1);
    trend.p = std::erfc(distance / std::sqrt(2 * variance));
    return trend;
}

}  // namespace hexameter::detail
