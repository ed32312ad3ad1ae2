#include "stats/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "stats/distribution.hpp"
#include "stats/number_words.hpp"
#include "stats/rank_test.hpp"
#include "stats/trend.hpp"

namespace hexameter::detail {
namespace {

constexpr std::size_t least_values = 20;
constexpr double alpha = 0.001;
constexpr double least_drift = 0.01;
constexpr double least_apart = 0.1;  // of the median

std::vector<double> sorted(std::span<const double> values) {
    std::vector<double> copy(values.begin(), values.end());
    std::sort(copy.begin(), copy.end());
    return copy;
}

// Tukey's fences of far-out values.
struct Fences {
    double median;
    double low;
    double high;

    explicit Fences(std::span<const double> sorted) : median(quantile(sorted, 0.5)) {
        const double first = quantile(sorted, 0.25);
        const double third = quantile(sorted, 0.75);
        const double apart = least_apart * std::abs(median);
        low = std::min(first - 3 * (third - first), median - apart);
        high = std::max(third + 3 * (third - first), median + apart);
    }

    [[nodiscard]] bool outside(double value) const { return value < low || value > high; }
};

std::string apart_words(double value, double from) {
    const double ratio = value / from;
    if (ratio >= 2) return fmt::format("{:.3g} times", ratio);
    return fmt::format("{} {}", percent_words(ratio - 1), ratio > 1 ? "above" : "below");
}

// How many values at the beginning are not like the rest; and the sentence.
struct WarmUp {
    std::size_t values = 0;
    std::string text;
};

WarmUp warm_up(std::string_view name, std::span<const double> in_order) {
    const std::size_t first = std::max<std::size_t>(5, in_order.size() / 20);
    const auto head = sorted(in_order.first(first));
    const auto rest = sorted(in_order.subspan(first));
    const Fences fences(rest);
    const auto test = rank_test(head, rest, alpha);
    const double middle = quantile(head, 0.5);
    if (test.p && *test.p < alpha && std::abs(middle / fences.median - 1) >= least_apart)
        return {first,
                fmt::format("{}: the median of the first {} values is {} that of the rest "
                            "({}): more warm-up iterations would leave them out",
                            name, first, apart_words(middle, fences.median), p_words(*test.p))};
    if (fences.outside(in_order.front()))
        return {1, fmt::format("{}: the first value is {} the median of the rest: a warm-up "
                               "iteration more would leave it out",
                               name, apart_words(in_order.front(), fences.median))};
    return {};
}

std::optional<std::string> drift(std::string_view name, std::span<const double> in_order) {
    const Trend trend = mann_kendall(in_order);
    if (trend.p >= alpha) return std::nullopt;
    const std::size_t third = in_order.size() / 3;
    const double early = quantile(sorted(in_order.first(third)), 0.5);
    const double late = quantile(sorted(in_order.last(third)), 0.5);
    if (early <= 0 || std::abs(late / early - 1) < least_drift) return std::nullopt;
    return fmt::format(
        "{}: values {} over the run: the median of the last third is {} "
        "that of the first third ({})",
        name, trend.s > 0 ? "rise" : "fall", apart_words(late, early), p_words(trend.p));
}

std::optional<std::string> outliers(std::string_view name, std::span<const double> in_order) {
    const auto values = sorted(in_order);
    const Fences fences(values);
    const auto count = std::count_if(values.begin(), values.end(),
                                     [&fences](double value) { return fences.outside(value); });
    // Where a quarter is out, the values have two middles rather than outliers.
    if (count == 0 || static_cast<std::size_t>(count) * 4 > values.size()) return std::nullopt;
    const double farthest = fences.outside(values.back()) ? values.back() : values.front();
    return fmt::format(
        "{}: {} of {} values {} far out (over 3 interquartile ranges "
        "beyond the quartiles), the {} {} the median",
        name, count, values.size(), count == 1 ? "is" : "are",
        fences.outside(values.back()) ? "largest" : "smallest",
        apart_words(farthest, fences.median));
}

}  // namespace

std::vector<std::string> series_findings(std::string_view metric_name,
                                         std::span<const double> in_order) {
    std::vector<std::string> findings;
    if (in_order.size() < least_values || quantile(sorted(in_order), 0.5) <= 0) return findings;
    WarmUp warm = warm_up(metric_name, in_order);
    const auto rest = in_order.subspan(warm.values);
    if (warm.values > 0) findings.push_back(std::move(warm.text));
    for (const auto& find : {drift, outliers})
        if (auto found = find(metric_name, rest)) findings.push_back(std::move(*found));
    return findings;
}

}  // namespace hexameter::detail
