// 1. Ranks are kept doubled, so that mid-ranks of ties are whole numbers. With R the rank sum of
//    `a`, U = R - n (n + 1) / 2 is the number of pairs in which a's value is greater, ties half.
// 2. Exact: which of the n + m ranks are those of the smaller sample is equally likely for every
//    choice; the choices are counted by their rank sum. There are fewer than 2^53: doubles hold
//    them exactly.
// 3. Drawn: ranks are counted from that of the largest group of ties, so that only values outside
//    of it matter, however many are in it.
// 4. Approximate: U is normal with mean nm/2 and the variance of mid-ranks, continuity 1/2. That
//    holds where the smaller sample is expected to have enough values outside the largest group of
//    ties; a group that is most of all values makes U as skewed as a rare event's count.
#include "stats/rank_test.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <numeric>
#include <utility>
#include <vector>

#include "stats/draw.hpp"
#include "stats/fisher_test.hpp"

namespace hexameter::detail {
namespace {

constexpr std::size_t exact_limit = 1000;  // smaller size times both: 20 and 30 values
constexpr std::uint64_t draw_seed = 12345;
constexpr std::uint32_t draws = 10'000;
constexpr std::size_t enough_apart = 8;            // as Mann and Whitney have it
constexpr std::size_t enough_beside_a_crowd = 25;  // where most values are tied

bool is_exact(std::size_t n, std::size_t m) {
    return std::min(n, m) * (n + m) <= exact_limit;
}

// Equal values of both samples.
struct Group {
    std::size_t a = 0;
    std::size_t b = 0;
    std::size_t doubled = 0;  // rank of each

    [[nodiscard]] std::size_t size() const { return a + b; }
};

// The groups of two sorted samples, rising.
template <class Visit>
void for_each_group(std::span<const double> a, std::span<const double> b, const Visit& visit) {
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() || j < b.size()) {
        const bool from_a = j == b.size() || (i < a.size() && a[i] <= b[j]);
        const double value = from_a ? a[i] : b[j];
        const std::size_t begin_a = i;
        const std::size_t begin_b = j;
        while (i < a.size() && a[i] == value) ++i;
        while (j < b.size() && b[j] == value) ++j;
        visit(Group{i - begin_a, j - begin_b, begin_a + begin_b + 1 + i + j});
    }
}

// What the pooled, sorted values say.
struct RankSums {
    std::size_t groups = 0;
    Group last;
    Group largest;
    std::size_t doubled_of_a = 0;
    double ties = 0;  // sum of t^3 - t over groups of t equal values

    RankSums(std::span<const double> a, std::span<const double> b) {
        for_each_group(a, b, [this](const Group& group) {
            ++groups;
            last = group;
            if (group.size() > largest.size()) largest = group;
            doubled_of_a += group.doubled * group.a;
            const auto t = static_cast<double>(group.size());
            ties += t * t * t - t;
        });
    }

    [[nodiscard]] double u(std::size_t n) const {
        const auto least = static_cast<double>(n * (n + 1));
        return (static_cast<double>(doubled_of_a) - least) / 2;
    }
};

// In how many choices of n ranks their doubled sum is 0, 1, ...
std::vector<double> choices_by_sum(const std::vector<std::size_t>& ranks, std::size_t n) {
    // The greatest are last.
    const auto greatest =
        std::accumulate(ranks.end() - static_cast<std::ptrdiff_t>(n), ranks.end(), std::size_t{0});
    std::vector<std::vector<double>> choices(n + 1, std::vector<double>(greatest + 1, 0.0));
    choices[0][0] = 1;
    for (const std::size_t r : ranks)
        for (std::size_t k = n; k >= 1; --k)
            for (std::size_t sum = r; sum <= greatest; ++sum)
                choices[k][sum] += choices[k - 1][sum - r];
    return choices[n];
}

// `a` is the smaller one.
double exact_p(std::span<const double> a, std::span<const double> b, const RankSums& sums) {
    std::vector<std::size_t> ranks;
    for_each_group(a, b, [&ranks](const Group& group) {
        ranks.insert(ranks.end(), group.size(), group.doubled);
    });
    const std::vector<double> choices = choices_by_sum(ranks, a.size());
    const std::size_t middle = a.size() * (a.size() + b.size() + 1);
    const auto distance = [middle](std::size_t sum) {
        return sum > middle ? sum - middle : middle - sum;
    };
    double as_far = 0;
    double all = 0;
    for (std::size_t sum = 0; sum < choices.size(); ++sum) {
        all += choices[sum];
        if (distance(sum) >= distance(sums.doubled_of_a)) as_far += choices[sum];
    }
    return as_far / all;
}

// Sums of n ranks that are drawn of all.
class DrawnSums {
  public:
    // `apart`: ranks of the values outside the largest group of ties, whose rank is 0.
    DrawnSums(std::vector<std::int64_t> apart, std::size_t n, std::size_t all)
        : ranks_(std::move(apart)), n_(n), all_(all), draw_(draw_seed) {
        if (ranks_.size() > n_) ranks_.resize(all_, 0);
    }

    [[nodiscard]] std::int64_t next() { return ranks_.size() > n_ ? of_places() : of_ranks(); }

  private:
    // Takes n of the places one after the other; what was taken comes to the front.
    std::int64_t of_places() {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < n_; ++i) {
            std::swap(ranks_[i], ranks_[i + draw_.below(all_ - i)]);
            sum += ranks_[i];
        }
        return sum;
    }

    // Asks each of a few ranks whether it is taken.
    std::int64_t of_ranks() {
        std::int64_t sum = 0;
        std::size_t left = n_;
        for (std::size_t i = 0; i < ranks_.size(); ++i) {
            if (draw_.below(all_ - i) >= left) continue;
            --left;
            sum += ranks_[i];
        }
        return sum;
    }

    std::vector<std::int64_t> ranks_;
    std::size_t n_;
    std::size_t all_;
    Draw draw_;
};

// `a` is the smaller one.
double drawn_p(std::span<const double> a, std::span<const double> b, const RankSums& sums) {
    const auto middle = static_cast<std::int64_t>(sums.largest.doubled);
    std::vector<std::int64_t> apart;
    std::int64_t of_a = 0;
    for_each_group(a, b, [&](const Group& group) {
        const auto rank = static_cast<std::int64_t>(group.doubled) - middle;
        if (rank == 0) return;
        apart.insert(apart.end(), group.size(), rank);
        of_a += rank * static_cast<std::int64_t>(group.a);
    });
    const auto all = static_cast<std::int64_t>(a.size() + b.size());
    const std::int64_t expected = std::accumulate(apart.begin(), apart.end(), std::int64_t{0}) *
                                  static_cast<std::int64_t>(a.size());
    const auto distance = [=](std::int64_t sum) { return std::abs(sum * all - expected); };
    DrawnSums drawn(std::move(apart), a.size(), a.size() + b.size());
    std::uint32_t as_far = 0;
    for (std::uint32_t i = 0; i < draws; ++i)
        if (distance(drawn.next()) >= distance(of_a)) ++as_far;
    return (as_far + 1.0) / (draws + 1.0);
}

double normal_p(const RankSums& sums, std::size_t n, std::size_t m) {
    const auto pairs = static_cast<double>(n) * static_cast<double>(m);
    const auto all = static_cast<double>(n + m);
    const double variance = pairs / 12 * (all + 1 - sums.ties / (all * (all - 1)));
    const double distance = std::max(0.0, std::abs(sums.u(n) - pairs / 2) - 0.5);
    return std::erfc(distance / std::sqrt(2 * variance));
}

bool is_normal(const RankSums& sums, std::size_t smaller, std::size_t all) {
    const std::size_t apart = all - sums.largest.size();
    const std::size_t enough = apart < all / 2 ? enough_beside_a_crowd : enough_apart;
    return smaller * apart >= enough * all;
}

// `a` is the smaller one.
double p_of_ranks(std::span<const double> a, std::span<const double> b, const RankSums& sums) {
    if (is_exact(a.size(), b.size())) return exact_p(a, b, sums);
    if (is_normal(sums, a.size(), a.size() + b.size())) return normal_p(sums, a.size(), b.size());
    return drawn_p(a, b, sums);
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
    assert(std::is_sorted(sorted_a.begin(), sorted_a.end()));
    assert(std::is_sorted(sorted_b.begin(), sorted_b.end()));
    RankTest test;
    if (sorted_a.empty() || sorted_b.empty()) return test;
    const std::size_t n = sorted_a.size();
    const std::size_t m = sorted_b.size();
    const RankSums sums(sorted_a, sorted_b);
    test.greater = sums.u(n) / (static_cast<double>(n) * static_cast<double>(m));
    if (sums.groups == 2) test.by = RankTest::By::shares;
    if (rank_test_least_p(n, m) > alpha) return test;
    if (sums.groups == 1)
        test.p = 1;
    else if (sums.groups == 2)
        test.p = fisher_test(sums.last.a, n, sums.last.b, m);
    else
        test.p = n <= m ? p_of_ranks(sorted_a, sorted_b, sums)
                        : p_of_ranks(sorted_b, sorted_a, RankSums(sorted_b, sorted_a));
    return test;
}

std::optional<std::uint64_t> rank_test_critical_u(std::size_t n, std::size_t m, double alpha) {
    if (n == 0 || m == 0) return std::nullopt;
    const double tail = alpha / 2;
    if (!is_exact(n, m)) {
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
    const std::size_t smaller = std::min(n, m);
    const std::vector<double> choices = choices_by_sum(ranks, smaller);
    const double all = std::accumulate(choices.begin(), choices.end(), 0.0);
    const std::size_t least = smaller * (smaller + 1) / 2;
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
