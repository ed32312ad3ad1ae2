// 1. A winner needs a rank test with p < alpha and a metric that has a better direction.
// 2. The test sees one value per iteration (the mean of its values): gaps within one answer are not
//    independent of each other, so that pooling them would feign a larger sample.
// 3. Which side is higher is said by the ranks, as the test is; the means may be pulled by
// outliers.
#include <fmt/format.h>

#include <algorithm>
#include <future>

#include "compare/pairs.hpp"
#include "hexameter/report.hpp"
#include "stats/rank_test.hpp"

namespace hexameter {
namespace {

constexpr double alpha = 0.05;

using detail::MetricKey;
using detail::MetricSample;

// Definitions of both runs, A's first.
std::vector<MetricDefinition> all_definitions(const RunRecord& a, const RunRecord& b) {
    std::vector<MetricDefinition> all = a.header.metrics;
    for (const auto& definition : b.header.metrics) {
        const auto known = std::any_of(
            all.begin(), all.end(), [&definition](const auto& d) { return d.id == definition.id; });
        if (!known) all.push_back(definition);
    }
    return all;
}

std::string too_few(std::size_t a, std::size_t b) {
    return fmt::format("too few: n={} and {} cannot show a difference; run at least {} each", a, b,
                       detail::rank_test_samples_needed(alpha));
}

std::string p_words(double p) {
    return p < 0.001 ? "p<0.001" : fmt::format("p={:.2g}", p);
}

// Of a side without a value: did it measure nothing at all?
std::string none_in(char side, bool anything) {
    if (!anything) return fmt::format("{} measured nothing", side);
    return fmt::format("{} has none: not asked for, or nothing to measure or to score", side);
}

void judge(Comparison& row, const MetricSample& a, const MetricSample& b, Direction direction) {
    row.p_value = detail::rank_test_p(a.per_iteration, b.per_iteration, alpha);
    if (!row.p_value) {
        row.verdict = too_few(a.per_iteration.size(), b.per_iteration.size());
        return;
    }
    if (*row.p_value >= alpha) {
        row.verdict = fmt::format("no difference shown ({})", p_words(*row.p_value));
        return;
    }
    const bool a_lower = detail::probability_greater(a.per_iteration, b.per_iteration) < 0.5;
    row.verdict = fmt::format("A {}, {}", a_lower ? "lower" : "higher", p_words(*row.p_value));
    if (direction != Direction::info)
        row.winner = a_lower == (direction == Direction::lower_is_better) ? Comparison::Winner::a
                                                                          : Comparison::Winner::b;
}

// Which run has any value of the model.
struct Sides {
    bool a;
    bool b;
};

Comparison compare_metric(const MetricDefinition& definition, const std::string& model,
                          const std::string& label, const MetricSample& a, const MetricSample& b,
                          const Sides& measured) {
    Comparison row;
    row.model = model;
    row.metric = definition.id;
    row.label = label;
    row.unit = definition.unit;
    row.a = a.distribution;
    row.b = b.distribution;
    if (row.a.n > 0 && row.b.n > 0 && row.b.mean != 0)
        row.difference = (row.a.mean - row.b.mean) / row.b.mean;
    if (a.per_iteration.empty())
        row.verdict = none_in('A', measured.a);
    else if (b.per_iteration.empty())
        row.verdict = none_in('B', measured.b);
    else
        judge(row, a, b, definition.direction);
    return row;
}

}  // namespace

std::vector<Comparison> compare_runs(const RunRecord& a, const RunRecord& b) {
    std::vector<Comparison> rows;
    const auto definitions = all_definitions(a, b);
    auto other = std::async(std::launch::async, [&b] { return detail::metric_samples(b); });
    auto all_of_a = detail::metric_samples(a);
    auto all_of_b = other.get();
    for (const auto& pair : detail::pair_models(a, b)) {
        auto& of_a = all_of_a[pair.a];
        auto& of_b = all_of_b[pair.b];
        const Sides measured{!of_a.empty(), !of_b.empty()};
        for (const auto& [key, sample] : of_b) of_a.try_emplace(key);
        for (const auto& definition : definitions) {
            if (definition.aggregate == Aggregate::none) continue;
            for (const auto& [key, sample] : of_a)
                if (key.first == definition.id)
                    rows.push_back(compare_metric(definition, pair.name, key.second, sample,
                                                  of_b[key], measured));
        }
    }
    return rows;
}

}  // namespace hexameter
