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
    std::vector<double> all(differences.begin(), differences.end());
    const double greatest = std::accumulate(all.begin(), all.end(), 0.0, [](double most, double v) {
        return std::max(most, std::abs(v));
    });
    if (greatest == 0) return {};
    // By a power of 2, which changes no digit: sums and squares of values of any size are numbers.
    for (double& value : all) value = std::scalbn(value, -std::ilogb(greatest));
    std::vector<double> d = all;
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
        const std::uint32_t ways = 1U << d.size();
        for (std::uint32_t signs = 0; signs < ways; ++signs)
            if (as_far([signs](std::size_t i) { return (signs >> i & 1U) == 1U; })) ++count;
        return {static_cast<double>(count) / ways, PairedTest::By::counting};
    }
    if (d.size() > drawing_limit)
        return {boost::math::statistics::one_sample_t_test(all, 0.0).second,
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
