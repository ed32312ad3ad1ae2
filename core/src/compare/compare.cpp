// 1. The test sees one value per iteration (the mean of its values): gaps within one answer are not
//    independent of each other, so that pooling them would feign a larger sample. Nor are scores of
//    several answers to one sample: of these it sees one per sample.
// 2. Where both runs scored the same samples, their scores are tested in pairs: what makes one
//    sample harder than the next then takes no part. Times are tested by ranks, which one stall
//    does not move.
//    Where no sample's score differs there is nothing to test.
// 3. Each sample is sorted once, and all that is said of it is taken from that: runs have 100,000
//    iterations and more.
#include "hexameter/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/sort/spreadsort/float_sort.hpp>
#include <future>
#include <limits>

#include "compare/pairs.hpp"
#include "compare/values.hpp"
#include "compare/verdict.hpp"
#include "stats/difference.hpp"
#include "stats/distribution.hpp"
#include "stats/paired_test.hpp"
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
void call_missing(Comparison& row, char side, bool anything) {
    row.verdict = fmt::format("{} {}", side, anything ? "has none" : "measured nothing");
    if (anything)
        row.advice = "not asked for, or nothing to measure or to score";
    else
        row.outcome = Outcome::nothing;
}

std::vector<double> sorted(std::vector<double> values) {
    boost::sort::spreadsort::float_sort(values.begin(), values.end());
    return values;
}

// Which run has any value of the model.
struct Sides {
    bool a;
    bool b;
    bool same_data;
};

// An id names the same sample in both.
bool same_data(const RunHeader& a, const RunHeader& b) {
    return (!a.dataset_sha256.empty() && a.dataset_sha256 == b.dataset_sha256) ||
           (!a.dataset_file_sha256.empty() && a.dataset_file_sha256 == b.dataset_file_sha256);
}

void test_by_ranks(Comparison& row, const std::vector<double>& of_a,
                   const std::vector<double>& of_b, Evidence& evidence) {
    const auto test = detail::rank_test(of_a, of_b, detail::test_alpha);
    row.p_value = test.p;
    if (test.by == detail::RankTest::By::shares) row.test = TestedBy::shares;
    row.a_greater = test.greater;
    evidence.a_lower = test.greater < 0.5;
    evidence.difference = detail::relative_difference(of_a, of_b, detail::is_time(row));
}

void test_pairs(Comparison& row, const detail::ValuePairs& pairs, Evidence& evidence) {
    std::vector<double> differences;
    double sum = 0;
    double greater = 0;
    for (std::size_t i = 0; i < pairs.a.size(); ++i) {
        constexpr double most = std::numeric_limits<double>::max();
        const double difference = std::clamp(pairs.a[i] - pairs.b[i], -most, most);
        differences.push_back(difference);
        sum += difference;
        greater += difference > 0 ? 1 : difference == 0 ? 0.5 : 0;
    }
    row.paired = true;
    row.a_greater = greater / static_cast<double>(pairs.a.size());
    evidence.a_lower = sum < 0;
    evidence.difference = detail::paired_difference(pairs.a, pairs.b);
    row.test = TestedBy::signs;
    // As of the rank test: absent where nothing could be shown.
    if (detail::paired_test_least_p(differences.size()) > detail::test_alpha) return;
    const auto test = detail::paired_test(differences);
    row.p_value = test.p;
    if (test.by == detail::PairedTest::By::students_t) row.test = TestedBy::students_t;
}

struct Compared {
    const MetricDefinition& definition;
    std::optional<std::string> unit_of_b = {};  // where it is another one, as of costs
};

std::optional<std::string> other_unit(const MetricDefinition& of_a, const RunRecord& b) {
    for (const auto& definition : b.header.metrics)
        if (definition.id == of_a.id && definition.unit != of_a.unit) return definition.unit;
    return std::nullopt;
}

// The row as far as its own values tell; `evidence` takes what the verdict needs beside it.
Comparison compare_metric(const Compared& metric, const MetricSample& a, const MetricSample& b,
                          const Sides& sides, Evidence& evidence) {
    const auto& definition = metric.definition;
    Comparison row;
    row.metric = definition.id;
    row.unit = definition.unit;
    row.direction = definition.direction;
    row.a = a.distribution;
    row.b = b.distribution;
    if (a.values.empty() || b.values.empty()) {
        const bool of_a = a.values.empty();
        call_missing(row, of_a ? 'A' : 'B', of_a ? sides.a : sides.b);
        return row;
    }
    if (metric.unit_of_b) {
        row.unit = fmt::format("{}/{}", definition.unit, *metric.unit_of_b);
        row.verdict = fmt::format("A in {}, B in {}", definition.unit, *metric.unit_of_b);
        return row;
    }
    if (row.b.mean != 0) row.difference = (row.a.mean - row.b.mean) / row.b.mean;
    const auto pairs = sides.same_data ? detail::pairs_of(a, b) : detail::ValuePairs{};
    const bool paired = pairs.a.size() > 1;
    const auto of_a = sorted(paired ? pairs.a : a.values);
    const auto of_b = sorted(paired ? pairs.b : b.values);
    row.tested_a = of_a.size();
    row.tested_b = of_b.size();
    row.by_sample = !a.samples.empty() && !b.samples.empty();
    const bool varies =
        paired ? pairs.a != pairs.b : of_a.front() != of_b.back() || of_a.back() != of_b.front();
    if (!varies) {
        row.outcome = Outcome::same;
        row.verdict = fmt::format("the same in every {}", row.by_sample ? "sample" : "iteration");
        return row;
    }
    row.outcome = Outcome::too_few;  // until it is judged with the others
    if (paired)
        test_pairs(row, pairs, evidence);
    else
        test_by_ranks(row, of_a, of_b, evidence);
    row.effect = detail::effect_word(*row.a_greater);
    if (const auto& found = evidence.difference)
        row.typical = {found->estimate, found->interval, found->by};
    return row;
}

// 1 of each iteration that failed, 0 of each that went well.
MetricSample failures_of(const RunRecord& run, const std::string& label) {
    MetricSample sample;
    for (const auto& model : run.summary.models) {
        if (model.model != label) continue;
        sample.values.assign(model.failed, 1);
        sample.values.resize(model.failed + model.ok, 0);
    }
    sample.distribution = detail::summarise(sample.values);
    return sample;
}

std::optional<Comparison> compare_failures(const RunRecord& a, const RunRecord& b,
                                           const detail::ModelPair& pair, Evidence& evidence) {
    const auto of_a = failures_of(a, pair.a);
    const auto of_b = failures_of(b, pair.b);
    if (of_a.distribution.max == 0 && of_b.distribution.max == 0) return std::nullopt;
    const MetricDefinition definition{.id = "error_rate",
                                      .unit = "1",
                                      .help = "share of the iterations that failed",
                                      .source = "Hexameter definitions, docs/comparing.md",
                                      .direction = Direction::lower_is_better};
    return compare_metric({definition}, of_a, of_b, {true, true, false}, evidence);
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
        const Sides sides{!of_a.empty(), !of_b.empty(), same_data(a.header, b.header)};
        for (const auto& [key, sample] : of_b) of_a.try_emplace(key);
        Evidence of_failures;
        if (auto failures = compare_failures(a, b, pair, of_failures)) {
            failures->model = pair.name;
            failures->margin = margin;
            rows.push_back(std::move(*failures));
            evidence.push_back(of_failures);
        }
        for (const auto& definition : definitions) {
            if (definition.aggregate == Aggregate::none) continue;
            for (const auto& [key, sample] : of_a) {
                if (key.first != definition.id) continue;
                rows.push_back(compare_metric({definition, other_unit(definition, b)}, sample,
                                              of_b[key], sides, evidence.emplace_back()));
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
