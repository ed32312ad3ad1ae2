#include "stats/holm.hpp"

#include <algorithm>
#include <numeric>

namespace hexameter::detail {

std::vector<double> holm(std::span<const double> p_values) {
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [p_values](std::size_t x, std::size_t y) { return p_values[x] < p_values[y]; });
    std::vector<double> corrected(p_values.size());
    double least = 0;
    std::size_t left = order.size();
    for (const std::size_t i : order) {
        least = std::max(least, std::min(1.0, p_values[i] * static_cast<double>(left--)));
        corrected[i] = least;
    }
    return corrected;
}

}  // namespace hexameter::detail
