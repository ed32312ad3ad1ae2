// 1. U of `a` is the number of pairs (one value of each) in which a's is greater; ties count half.
// 2. Exact: among the C(n + m, n) equally likely orders, those with U = u are the coefficient of
//    q^u in the Gaussian binomial [n + m choose n]; every intermediate product is one as well, so
//    that the coefficients stay whole numbers, at most C(40, 20) < 2^53.
// 3. Approximate: U is normal with mean nm/2 and the variance of mid-ranks, continuity 1/2.
#include "stats/rank_test.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <vector>

namespace hexameter::detail {
namespace {

constexpr std::size_t exact_limit = 20;

// What the pooled, sorted values say: U of a, and the sum of t^3 - t over groups of t equal values.
struct Ranks {
    double u = 0;
    double ties = 0;
};

Ranks rank(std::span<const double> a, std::span<const double> b) {
    struct Value {
        double value;
        bool of_a;
    };

    std::vector<Value> pooled;
    pooled.reserve(a.size() + b.size());
    for (const double v : a) pooled.push_back({v, true});
    for (const double v : b) pooled.push_back({v, false});
    assert(std::all_of(pooled.begin(), pooled.end(),
                       [](const Value& v) { return std::isfinite(v.value); }));
    std::sort(pooled.begin(), pooled.end(),
              [](const Value& x, const Value& y) { return x.value < y.value; });

    Ranks ranks;
    double b_below = 0;
    for (auto group = pooled.begin(); group != pooled.end();) {
        const auto end = std::find_if(group, pooled.end(), [value = group->value](const Value& v) {
            return v.value > value;
        });
        const auto t = static_cast<double>(end - group);
        const auto of_a =
            static_cast<double>(std::count_if(group, end, [](const Value& v) { return v.of_a; }));
        ranks.u += of_a * (b_below + 0.5 * (t - of_a));
        ranks.ties += t * t * t - t;
        b_below += t - of_a;
        group = end;
    }
    return ranks;
}

// How many orders of n and m values have U = 0, 1, ... nm.
std::vector<double> orders_by_u(std::size_t n, std::size_t m) {
    std::vector<double> counts(n * m + 1, 0.0);
    counts[0] = 1;
    for (std::size_t i = 1; i <= m; ++i) {
        for (std::size_t u = counts.size(); u-- > n + i;) counts[u] -= counts[u - n - i];
        for (std::size_t u = i; u < counts.size(); ++u) counts[u] += counts[u - i];
    }
    return counts;
}

double exact_p(double u, std::size_t n, std::size_t m) {
    const std::vector<double> counts = orders_by_u(n, m);
    const auto pairs = static_cast<double>(n * m);
    const double extreme = std::min(u, pairs - u);
    double tail = 0;
    double all = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        all += counts[i];
        if (static_cast<double>(i) <= extreme) tail += counts[i];
    }
    return std::min(1.0, 2 * tail / all);
}

double normal_p(const Ranks& ranks, std::size_t n, std::size_t m) {
    const auto pairs = static_cast<double>(n * m);
    const auto all = static_cast<double>(n + m);
    const double variance = pairs / 12 * (all + 1 - ranks.ties / (all * (all - 1)));
    if (variance <= 0) return 1;  // all values are equal
    const double distance = std::max(0.0, std::abs(ranks.u - pairs / 2) - 0.5);
    return std::erfc(distance / std::sqrt(2 * variance));
}

// p of the most extreme outcome without ties: 2 of all C(n + m, n) orders.
double least_p(std::size_t n, std::size_t m) {
    double orders = 1;
    for (std::size_t i = 1; i <= std::min(n, m); ++i)
        orders *= static_cast<double>(std::max(n, m) + i) / static_cast<double>(i);
    return std::min(1.0, 2 / orders);
}

}  // namespace

std::optional<double> rank_test_p(std::span<const double> a, std::span<const double> b,
                                  double alpha) {
    if (a.empty() || b.empty() || least_p(a.size(), b.size()) > alpha) return std::nullopt;
    const Ranks ranks = rank(a, b);
    const bool exact = ranks.ties == 0 && std::max(a.size(), b.size()) <= exact_limit;
    return exact ? exact_p(ranks.u, a.size(), b.size()) : normal_p(ranks, a.size(), b.size());
}

double probability_greater(std::span<const double> a, std::span<const double> b) {
    if (a.empty() || b.empty()) return 0.5;
    return rank(a, b).u / static_cast<double>(a.size() * b.size());
}

std::uint64_t rank_test_samples_needed(double alpha) {
    assert(alpha > 0);
    std::size_t n = 1;
    while (least_p(n, n) > alpha) ++n;
    return n;
}

}  // namespace hexameter::detail
