// 1. The test sees one value per iteration (the mean of its values): gaps within one answer are not
//    independent of each other, so that pooling them would feign a larger sample.
// 2. Each sample is sorted once, and all that is said of it is taken from that: runs have 100,000
//    iterations and more.
#include <fmt/format.h>

#include <algorithm>
#include <boost/sort/spreadsort/float_sort.hpp>
#include <future>

#include "compare/pairs.hpp"
#include "compare/verdict.hpp"
#include "hexameter/report.hpp"
#include "stats/difference.hpp"
#include "stats/distribution.hpp"
#include "stats/rank_test.hpp"

namespace hexameter {
namespace {

using detail::Evidence;
using detail::MetricKey;
using detail::MetricSample;
using Outcome = Comparison::Outcome;

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

// Of a side without a value: did it measure nothing at all?
std::string none_in(char side, bool anything) {
    if (!anything) return fmt::format("{} measured nothing", side);
    return fmt::format("{} has none: not asked for, or nothing to measure or to score", side);
}

// The values of one side, sorted; `sorted` takes those of its iterations.
Distribution side_of(const MetricSample& sample, std::vector<double>& sorted) {
    sorted = sample.per_iteration;
    boost::sort::spreadsort::float_sort(sorted.begin(), sorted.end());
    Distribution distribution = sample.distribution;
    // Values of one iteration are not independent of each other.
    if (distribution.n == sorted.size()) detail::add_intervals(distribution, sorted);
    return distribution;
}

// Which run has any value of the model.
struct Sides {
    bool a;
    bool b;
};

// The row as far as its own values tell; `evidence` takes what the verdict needs beside it.
Comparison compare_metric(const MetricDefinition& definition, const MetricSample& a,
                          const MetricSample& b, const Sides& measured, Evidence& evidence) {
    Comparison row;
    row.metric = definition.id;
    row.unit = definition.unit;
    row.direction = definition.direction;
    std::vector<double> of_a;
    std::vector<double> of_b;
    row.a = side_of(a, of_a);
    row.b = side_of(b, of_b);
    if (of_a.empty() || of_b.empty()) {
        row.verdict = of_a.empty() ? none_in('A', measured.a) : none_in('B', measured.b);
        return row;
    }
    if (row.b.mean != 0) row.difference = (row.a.mean - row.b.mean) / row.b.mean;
    const bool varies = of_a.front() != of_b.back() || of_a.back() != of_b.front();
    if (!varies) {
        row.outcome = Outcome::same;
        row.verdict = "the same in every iteration";
        return row;
    }
    const auto test = detail::rank_test(of_a, of_b, detail::test_alpha);
    row.outcome = Outcome::too_few;  // until it is judged with the others
    row.p_value = test.p;
    row.a_greater = test.greater;
    row.effect = detail::effect_word(test.greater);
    evidence = {of_a.size(), of_b.size(), detail::relative_difference(of_a, of_b, test.tied)};
    if (const auto& found = evidence.difference)
        row.typical = {found->estimate, found->interval, found->by_ranks};
    return row;
}

}  // namespace

std::vector<Comparison> compare_runs(const RunRecord& a, const RunRecord& b, double margin) {
    std::vector<Comparison> rows;
    std::vector<Evidence> evidence;
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
            for (const auto& [key, sample] : of_a) {
                if (key.first != definition.id) continue;
                rows.push_back(compare_metric(definition, sample, of_b[key], measured,
                                              evidence.emplace_back()));
                rows.back().model = pair.name;
                rows.back().label = key.second;
                rows.back().margin = margin;
            }
        }
    }
    detail::judge(rows, evidence);
    return rows;
}

}  // namespace hexameter
