// 1. Ranks are kept doubled, so that mid-ranks of ties are whole numbers. With R the rank sum of
//    `a`, U = R - n (n + 1) / 2 is the number of pairs in which a's value is greater, ties half.
// 2. Exact: which n of the n + m ranks are a's is equally likely for every choice; the choices are
//    counted by their rank sum. There are at most C(40, 20) < 2^53: doubles hold them exactly.
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

// What the pooled, sorted values say.
struct Ranks {
    std::vector<std::size_t> doubled;  // of all values, rising
    std::size_t doubled_sum_of_a = 0;
    double ties = 0;  // sum of t^3 - t over groups of t equal values

    [[nodiscard]] double u(std::size_t n) const {
        const auto least = static_cast<double>(n * (n + 1));
        return (static_cast<double>(doubled_sum_of_a) - least) / 2;
    }
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
    for (std::size_t begin = 0; begin < pooled.size();) {
        std::size_t end = begin;
        while (end < pooled.size() && pooled[end].value == pooled[begin].value) ++end;
        const std::size_t doubled = begin + 1 + end;  // of ranks begin + 1 ... end
        const auto t = static_cast<double>(end - begin);
        ranks.ties += t * t * t - t;
        for (; begin < end; ++begin) {
            if (pooled[begin].of_a) ranks.doubled_sum_of_a += doubled;
            ranks.doubled.push_back(doubled);
        }
    }
    return ranks;
}

// In how many choices of n ranks their doubled sum is 0, 1, ...
std::vector<double> choices_by_sum(const std::vector<std::size_t>& ranks, std::size_t n) {
    std::size_t greatest = 0;
    for (const std::size_t r : ranks) greatest += r;
    std::vector<std::vector<double>> choices(n + 1, std::vector<double>(greatest + 1, 0.0));
    choices[0][0] = 1;
    for (const std::size_t r : ranks)
        for (std::size_t k = n; k >= 1; --k)
            for (std::size_t sum = r; sum <= greatest; ++sum)
                choices[k][sum] += choices[k - 1][sum - r];
    return choices[n];
}

double exact_p(const Ranks& ranks, std::size_t n, std::size_t m) {
    const std::vector<double> choices = choices_by_sum(ranks.doubled, n);
    const std::size_t middle = n * (n + m + 1);
    const auto distance = [middle](std::size_t sum) {
        return sum > middle ? sum - middle : middle - sum;
    };
    double as_far = 0;
    double all = 0;
    for (std::size_t sum = 0; sum < choices.size(); ++sum) {
        all += choices[sum];
        if (distance(sum) >= distance(ranks.doubled_sum_of_a)) as_far += choices[sum];
    }
    return as_far / all;
}

double normal_p(const Ranks& ranks, std::size_t n, std::size_t m) {
    const auto pairs = static_cast<double>(n * m);
    const auto all = static_cast<double>(n + m);
    const double variance = pairs / 12 * (all + 1 - ranks.ties / (all * (all - 1)));
    if (variance <= 0) return 1;  // all values are equal
    const double distance = std::max(0.0, std::abs(ranks.u(n) - pairs / 2) - 0.5);
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
    const bool exact = std::max(a.size(), b.size()) <= exact_limit;
    return exact ? exact_p(ranks, a.size(), b.size()) : normal_p(ranks, a.size(), b.size());
}

double probability_greater(std::span<const double> a, std::span<const double> b) {
    if (a.empty() || b.empty()) return 0.5;
    return rank(a, b).u(a.size()) / static_cast<double>(a.size() * b.size());
}

std::uint64_t rank_test_samples_needed(double alpha) {
    assert(alpha > 0);
    std::size_t n = 1;
    while (least_p(n, n) > alpha) ++n;
    return n;
}

}  // namespace hexameter::detail
