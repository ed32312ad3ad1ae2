#include "stats/paired_test.hpp"

#include <algorithm>
#include <boost/math/statistics/t_test.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "stats/draw.hpp"

namespace hexameter::detail {
namespace {

constexpr std::size_t exact_limit = 16;
constexpr std::size_t drawing_limit = 2000;

}  // namespace

PairedTest paired_test(std::span<const double> differences, std::uint64_t seed,
                       std::uint32_t flips) {
    std::vector<double> d(differences.begin(), differences.end());
    std::erase(d, 0.0);  // its sign changes nothing
    const double size = std::accumulate(d.begin(), d.end(), 0.0,
                                        [](double sum, double v) { return sum + std::abs(v); });
    // Sums of the same numbers in another order differ in their last digits.
    const double seen = std::abs(std::accumulate(d.begin(), d.end(), 0.0)) - size * 1e-12;
    const auto as_far = [&d, seen](const auto& flipped) {
        double sum = 0;
        for (std::size_t i = 0; i < d.size(); ++i) sum += flipped(i) ? -d[i] : d[i];
        return std::abs(sum) >= seen;
    };
    std::uint32_t count = 0;
    if (d.size() <= exact_limit) {
        const std::uint32_t all = 1U << d.size();
        for (std::uint32_t signs = 0; signs < all; ++signs)
            if (as_far([signs](std::size_t i) { return (signs >> i & 1U) == 1U; })) ++count;
        return {static_cast<double>(count) / all, PairedTest::By::counting};
    }
    if (d.size() > drawing_limit)
        return {boost::math::statistics::one_sample_t_test(differences, 0.0).second,
                PairedTest::By::students_t};
    Draw draw(seed);
    for (std::uint32_t i = 0; i < flips; ++i)
        if (as_far([&draw](std::size_t) { return draw.coin(); })) ++count;
    return {(count + 1.0) / (flips + 1.0), PairedTest::By::drawing};
}

double paired_test_least_p(std::size_t n) {
    return std::min(1.0, std::ldexp(2.0, -static_cast<int>(std::min<std::size_t>(n, 1000))));
}

std::uint64_t paired_test_pairs_needed(double alpha) {
    return static_cast<std::uint64_t>(std::ceil(std::log2(2 / alpha)));
}

}  // namespace hexameter::detail
