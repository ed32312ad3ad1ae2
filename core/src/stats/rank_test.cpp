// 1. Ranks are kept doubled, so that mid-ranks of ties are whole numbers. With R the rank sum of
//    `a`, U = R - n (n + 1) / 2 is the number of pairs in which a's value is greater, ties half.
// 2. Exact: which n of the n + m ranks are a's is equally likely for every choice; the choices are
//    counted by their rank sum. There are at most C(40, 20) < 2^53: doubles hold them exactly.
// 3. Approximate: U is normal with mean nm/2 and the variance of mid-ranks, continuity 1/2.
#include "stats/rank_test.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

namespace hexameter::detail {
namespace {

constexpr std::size_t exact_limit = 20;

// What the pooled, sorted values say.
struct Ranks {
    std::vector<std::size_t> doubled;  // of all values, rising; of small samples only
    std::size_t doubled_sum_of_a = 0;
    double ties = 0;  // sum of t^3 - t over groups of t equal values

    [[nodiscard]] double u(std::size_t n) const {
        const auto least = static_cast<double>(n * (n + 1));
        return (static_cast<double>(doubled_sum_of_a) - least) / 2;
    }
};

// Of sorted values.
Ranks rank(std::span<const double> a, std::span<const double> b) {
    assert(std::is_sorted(a.begin(), a.end()) && std::is_sorted(b.begin(), b.end()));
    const bool exact = std::max(a.size(), b.size()) <= exact_limit;
    Ranks ranks;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() || j < b.size()) {
        const bool from_a = j == b.size() || (i < a.size() && a[i] <= b[j]);
        const double value = from_a ? a[i] : b[j];
        const std::size_t begin = i + j;
        const std::size_t first_of_a = i;
        while (i < a.size() && a[i] == value) ++i;
        while (j < b.size() && b[j] == value) ++j;
        const std::size_t end = i + j;
        const std::size_t doubled = begin + 1 + end;  // of ranks begin + 1 ... end
        const auto t = static_cast<double>(end - begin);
        ranks.ties += t * t * t - t;
        ranks.doubled_sum_of_a += doubled * (i - first_of_a);
        if (exact) ranks.doubled.insert(ranks.doubled.end(), end - begin, doubled);
    }
    return ranks;
}

std::vector<double> sorted(std::span<const double> values) {
    std::vector<double> copy(values.begin(), values.end());
    assert(std::all_of(copy.begin(), copy.end(), [](double v) { return std::isfinite(v); }));
    std::sort(copy.begin(), copy.end());
    return copy;
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

}  // namespace

double rank_test_least_p(std::size_t n, std::size_t m) {
    double orders = 1;
    for (std::size_t i = 1; i <= std::min(n, m) && std::isfinite(orders); ++i)
        orders *= static_cast<double>(std::max(n, m) + i) / static_cast<double>(i);
    return std::min(1.0, 2 / orders);
}

RankTest rank_test(std::span<const double> sorted_a, std::span<const double> sorted_b,
                   double alpha) {
    RankTest test;
    if (sorted_a.empty() || sorted_b.empty()) return test;
    const std::size_t n = sorted_a.size();
    const std::size_t m = sorted_b.size();
    const Ranks ranks = rank(sorted_a, sorted_b);
    test.greater = ranks.u(n) / (static_cast<double>(n) * static_cast<double>(m));
    if (rank_test_least_p(n, m) > alpha) return test;
    test.p = ranks.doubled.empty() ? normal_p(ranks, n, m) : exact_p(ranks, n, m);
    return test;
}

std::optional<double> rank_test_p(std::span<const double> a, std::span<const double> b,
                                  double alpha) {
    return rank_test(sorted(a), sorted(b), alpha).p;
}

double probability_greater(std::span<const double> a, std::span<const double> b) {
    return rank_test(sorted(a), sorted(b)).greater;
}

std::optional<std::uint64_t> rank_test_critical_u(std::size_t n, std::size_t m, double alpha) {
    if (n == 0 || m == 0) return std::nullopt;
    const double tail = alpha / 2;
    if (std::max(n, m) > exact_limit) {
        const auto pairs = static_cast<double>(n) * static_cast<double>(m);
        const double z =
            boost::math::quantile(boost::math::complement(boost::math::normal(), tail));
        const double u =
            pairs / 2 - 0.5 - z * std::sqrt(pairs / 12 * static_cast<double>(n + m + 1));
        if (u < 0) return std::nullopt;
        return static_cast<std::uint64_t>(u);
    }
    std::vector<std::size_t> ranks(n + m);
    for (std::size_t i = 0; i < ranks.size(); ++i) ranks[i] = i + 1;
    const std::vector<double> choices = choices_by_sum(ranks, n);
    const double all = std::accumulate(choices.begin(), choices.end(), 0.0);
    const std::size_t least = n * (n + 1) / 2;
    double up_to = 0;
    std::optional<std::uint64_t> critical;
    for (std::size_t u = 0; least + u < choices.size(); ++u) {
        up_to += choices[least + u];
        if (up_to / all > tail) break;
        critical = u;
    }
    return critical;
}

std::string_view effect_word(double greater) {
    const double from_the_middle = std::abs(greater - 0.5);
    if (from_the_middle < 0.06) return "negligible";
    if (from_the_middle < 0.14) return "small";
    return from_the_middle < 0.21 ? "medium" : "large";
}

std::uint64_t rank_test_samples_needed(double alpha) {
    assert(alpha > 0);
    std::size_t n = 1;
    while (rank_test_least_p(n, n) > alpha) ++n;
    return n;
}

}  // namespace hexameter::detail
