// 1. The k-th smallest difference is found by bisection over its value: how many differences lie at
//    or below one is counted in linear time, as both samples are sorted. No difference is stored.
// 2. Standard errors shrink with the root of n: what n shows, and which n shows what, follow from
//    it. With that of the rank interval, half of it over the normal quantile, these are the rank
//    test's own asymptotics (Lehmann 1963), whatever the distribution is.
// 3. What does not vary does not tell how far off it is: an error of 0 is not known, never sure.
#include "stats/difference.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "stats/bootstrap.hpp"
#include "stats/power.hpp"
#include "stats/rank_test.hpp"

namespace hexameter::detail {
namespace {

constexpr std::size_t most_taken = 2000;
constexpr std::size_t least_resampled = 30;
constexpr std::size_t most_resampled = 2000;

std::vector<double> evenly_spaced(std::span<const double> sorted) {
    if (sorted.size() <= most_taken) return {sorted.begin(), sorted.end()};
    std::vector<double> taken(most_taken);
    const double step = static_cast<double>(sorted.size()) / most_taken;
    for (std::size_t i = 0; i < most_taken; ++i)
        taken[i] = sorted[static_cast<std::size_t>((static_cast<double>(i) + 0.5) * step)];
    return taken;
}

// The differences of one value of each of two sorted samples.
class Differences {
  public:
    Differences(std::vector<double> a, std::vector<double> b)
        : a_(std::move(a)),
          b_(std::move(b)),
          pairs_(static_cast<double>(a_.size()) * static_cast<double>(b_.size())) {}

    [[nodiscard]] double pairs() const { return pairs_; }

    // The k-th smallest, k from 1.
    [[nodiscard]] double at(double k) const {
        double low = a_.front() - b_.back();
        double high = a_.back() - b_.front();
        if (static_cast<double>(up_to(low)) >= k) return low;
        const double fine = (high - low) * 1e-14;
        while (high - low > fine) {
            const double middle = low + (high - low) / 2;
            if (middle <= low || middle >= high) break;
            (static_cast<double>(up_to(middle)) >= k ? high : low) = middle;
        }
        return high;
    }

    [[nodiscard]] double median() const {
        const double half = pairs_ / 2;
        return (at(std::ceil(half)) + at(std::floor(half) + 1)) / 2;
    }

  private:
    [[nodiscard]] std::size_t up_to(double difference) const {
        std::size_t count = 0;
        std::size_t from = b_.size();  // of b whose difference is not above
        for (auto a = a_.rbegin(); a != a_.rend(); ++a) {
            while (from > 0 && *a - b_[from - 1] <= difference) --from;
            count += b_.size() - from;
        }
        return count;
    }

    std::vector<double> a_;
    std::vector<double> b_;
    double pairs_;
};

struct Shift {
    double estimate = 0;
    Interval interval;
};

// Of values taken from samples of n and m. Absent where they are too small for the confidence.
std::optional<Shift> shift_of(std::vector<double> a, std::vector<double> b, std::size_t n,
                              std::size_t m, double confidence) {
    const auto critical = rank_test_critical_u(n, m, 1 - confidence);
    if (!critical) return std::nullopt;
    const Differences differences(std::move(a), std::move(b));
    const double share =
        (static_cast<double>(*critical) + 1) / (static_cast<double>(n) * static_cast<double>(m));
    const double rank = std::max(1.0, std::floor(share * differences.pairs() + 1e-6));
    return Shift{differences.median(),
                 {differences.at(rank), differences.at(differences.pairs() + 1 - rank)}};
}

double mean_of(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

struct Moments {
    double n;
    double mean;
    double error2;  // of the mean, squared

    explicit Moments(std::span<const double> values)
        : n(static_cast<double>(values.size())),
          mean(mean_of(values)),
          error2(std::accumulate(
                     values.begin(), values.end(), 0.0,
                     [m = mean](double sum, double v) { return sum + (v - m) * (v - m); }) /
                 (n * (n - 1))) {}
};

// Of a mean against that of B, where the other mean is `ratio` times B's, and the squared errors of
// both are shares of B's square. It leaves out 0 where Welch's test of that freedom shows a
// difference (Fieller 1954). Absent where B's mean may be 0: then it has no bounds.
std::optional<Interval> fieller_interval(double ratio, double error2_a, double error2_b,
                                         double freedom) {
    const double errors = interval_around(0, 1, freedom).high;
    const double rest_a = ratio * ratio - errors * errors * error2_a;
    const double rest_b = 1 - errors * errors * error2_b;
    if (rest_b <= 0) return std::nullopt;
    const double root = std::sqrt(std::max(0.0, ratio * ratio - rest_a * rest_b));
    return Interval{(ratio - root) / rest_b - 1, (ratio + root) / rest_b - 1};
}

std::optional<RelativeDifference> ratio_of_means(std::span<const double> of_a,
                                                 std::span<const double> of_b) {
    if (of_a.size() < 2 || of_b.size() < 2) return std::nullopt;
    const Moments a(of_a);
    const Moments b(of_b);
    if (b.mean <= 0) return std::nullopt;
    const double ratio = a.mean / b.mean;
    const double part_a = a.error2 / b.mean / b.mean;
    const double part_b = b.error2 / b.mean / b.mean;
    const double error2 = part_a + ratio * ratio * part_b;
    if (error2 <= 0 || !std::isfinite(error2)) return std::nullopt;
    const double share = part_a / (part_a + part_b);
    const double freedom = 1 / (share * share / (a.n - 1) + (1 - share) * (1 - share) / (b.n - 1));
    RelativeDifference result;
    result.estimate = ratio - 1;
    result.error = std::sqrt(error2);
    const auto interval = fieller_interval(ratio, part_a, part_b, freedom);
    if (!interval) return std::nullopt;
    result.interval = *interval;
    return result;
}

bool are_shares(std::span<const double> values) {
    return std::all_of(values.begin(), values.end(), [](double v) { return v == 0 || v == 1; });
}

// A share that was seen, and where the true one lies.
struct Share {
    double seen;
    Interval interval;

    explicit Share(std::span<const double> values)
        : seen(mean_of(values)),
          interval(*wilson_interval(seen, static_cast<double>(values.size()))) {}
};

// Of the ratio of two shares, the second above 0. The upper bound is one over the lower bound of
// the ratio the other way round.
Interval ratio_interval(const Share& a, const Share& b) {
    const double product = a.seen * b.seen;
    const auto below = [](const Share& s) {
        return s.interval.low * (2 * s.seen - s.interval.low);
    };
    const auto above = [](const Share& s) {
        return s.interval.high * (2 * s.seen - s.interval.high);
    };
    const auto with_root = [product](double x) {
        return product + std::sqrt(std::max(0.0, product * product - x));
    };
    const double low = a.seen > 0 ? below(a) / with_root(below(a) * above(b)) : 0;
    return {low, with_root(below(b) * above(a)) / below(b)};
}

std::optional<RelativeDifference> ratio_of_shares(std::span<const double> of_a,
                                                  std::span<const double> of_b) {
    const Share a(of_a);
    const Share b(of_b);
    const auto n = static_cast<double>(of_a.size());
    const auto m = static_cast<double>(of_b.size());
    const double pooled = (a.seen * n + b.seen * m) / (n + m);
    if (b.seen <= 0 || pooled >= 1) return std::nullopt;
    RelativeDifference result;
    result.by = DifferenceBy::shares;
    result.estimate = a.seen / b.seen - 1;
    result.error = std::sqrt(pooled * (1 - pooled) * (1 / n + 1 / m)) / b.seen;
    const Interval ratio = ratio_interval(a, b);
    result.interval = {ratio.low - 1, ratio.high - 1};
    return result;
}

// Does a bound or the middle lie on values that are equal in both? Then the next rank is a step of
// the clock away, and the interval is as wide as that step, whatever n is.
bool is_tied(const Shift& shift) {
    constexpr double none = 1e-12;  // what bisection leaves of 0
    const auto& [low, high] = shift.interval;
    return low == high || std::abs(low) < none || std::abs(high) < none ||
           std::abs(shift.estimate) < none;
}

std::optional<RelativeDifference> ratio_by_ranks(std::span<const double> a,
                                                 std::span<const double> b) {
    const auto logarithms = [](std::span<const double> values) {
        std::vector<double> logs = evenly_spaced(values);
        for (double& value : logs) value = std::log(value);
        return logs;
    };
    const auto shift = shift_of(logarithms(a), logarithms(b), a.size(), b.size(), usual_confidence);
    if (!shift) return std::nullopt;
    if (is_tied(*shift)) return ratio_of_means(a, b);
    RelativeDifference result;
    result.by = DifferenceBy::ranks;
    result.estimate = std::expm1(shift->estimate);
    result.interval = {std::expm1(shift->interval.low), std::expm1(shift->interval.high)};
    const double errors = boost::math::quantile(boost::math::normal(), (1 + usual_confidence) / 2);
    result.error = (shift->interval.high - shift->interval.low) / 2 / errors;
    return result;
}

bool is_finite(const RelativeDifference& difference) {
    return std::isfinite(difference.estimate) && std::isfinite(difference.error) &&
           std::isfinite(difference.interval.low) && std::isfinite(difference.interval.high);
}

}  // namespace

double RelativeDifference::detectable(double alpha) const {
    const double shown = error * errors_to_show(alpha);
    return by == DifferenceBy::ranks ? std::expm1(shown) : shown;
}

double RelativeDifference::needed(double difference, double alpha) const {
    const double size = by == DifferenceBy::ranks ? std::log1p(difference) : difference;
    const double ratio = error * errors_to_show(alpha) / std::abs(size);
    return std::max(2.0, std::ceil(per_run * ratio * ratio));
}

std::optional<RelativeDifference> relative_difference(std::span<const double> sorted_a,
                                                      std::span<const double> sorted_b,
                                                      bool times) {
    if (sorted_a.empty() || sorted_b.empty()) return std::nullopt;
    const bool by_ranks = times && sorted_a.front() > 0 && sorted_b.front() > 0;
    auto result = by_ranks ? ratio_by_ranks(sorted_a, sorted_b)
                  : are_shares(sorted_a) && are_shares(sorted_b)
                      ? ratio_of_shares(sorted_a, sorted_b)
                      : ratio_of_means(sorted_a, sorted_b);
    if (!result || !is_finite(*result)) return std::nullopt;
    result->per_run =
        2 / (1 / static_cast<double>(sorted_a.size()) + 1 / static_cast<double>(sorted_b.size()));
    return result;
}

std::optional<RelativeDifference> paired_difference(std::span<const double> a,
                                                    std::span<const double> b) {
    if (a.size() < 2) return std::nullopt;
    const double base = mean_of(b);
    if (base <= 0) return std::nullopt;
    const double ratio = mean_of(a) / base;
    // The mean of these is how far a ratio of resampled means lies from this one (delta method).
    std::vector<double> linear(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) linear[i] = (a[i] - ratio * b[i]) / base;
    const Moments moments(linear);
    if (moments.error2 <= 0 || !std::isfinite(moments.error2)) return std::nullopt;
    RelativeDifference result;
    result.estimate = ratio - 1;
    result.per_run = moments.n;
    result.error = std::sqrt(moments.error2);
    std::optional<Interval> around;
    if (a.size() >= least_resampled && a.size() <= most_resampled)
        around = bootstrap_interval(linear, mean_of);
    result.by = around ? DifferenceBy::resampled_pairs : DifferenceBy::pairs;
    if (!around) around = interval_around(0, result.error, moments.n - 1);
    result.interval = {result.estimate + around->low, result.estimate + around->high};
    if (!is_finite(result)) return std::nullopt;
    return result;
}

}  // namespace hexameter::detail
