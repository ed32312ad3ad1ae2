#include <algorithm>
#include <iterator>

#include "hexameter/scoring.hpp"
#include "stats/clusters.hpp"
#include "stats/distribution.hpp"

namespace hexameter {
namespace {

// All values of one metric and label.
struct Pool {
    std::string label;
    std::vector<double> values;
    detail::Clusters ratio{false};
};

// The pools of one metric, in the order in which their labels first come.
std::vector<Pool> pools_of(const std::string& metric, const std::vector<PairScore>& pairs) {
    std::vector<Pool> pools;
    for (const auto& pair : pairs) {
        for (const MetricValue value : pair.values) {
            if (value.metric != metric) continue;
            auto pool = std::find_if(pools.begin(), pools.end(),
                                     [&](const Pool& one) { return one.label == value.label; });
            if (pool == pools.end())
                pool = pools.insert(pools.end(), {std::string(value.label), {}});
            pool->values.push_back(value.value);
            pool->ratio.add({}, value.value, value.weight);
        }
    }
    return pools;
}

ScoreFigure figure_of(const MetricDefinition& definition, const Pool& pool) {
    ScoreFigure figure{definition, pool.label, std::nullopt, detail::summarise(pool.values)};
    if (definition.aggregate == Aggregate::mean) figure.value = figure.distribution.mean;
    if (definition.aggregate == Aggregate::ratio && pool.ratio.weight() > 0)
        figure.value = pool.ratio.mean();
    return figure;
}

}  // namespace

std::uint64_t ScoreReport::scored() const {
    return static_cast<std::uint64_t>(std::count_if(
        pairs.begin(), pairs.end(), [](const auto& pair) { return !pair.values.empty(); }));
}

std::uint64_t ScoreReport::failed() const {
    return static_cast<std::uint64_t>(
        std::count_if(pairs.begin(), pairs.end(), [](const auto& pair) { return pair.failed; }));
}

ScoreReport score_pairs(const MetricScorer& scorer, const std::vector<ScoringPair>& pairs) {
    ScoreReport report{scorer.plugin(), scorer.config_json(), {}, {}};
    report.pairs.reserve(pairs.size());
    std::transform(pairs.begin(), pairs.end(), std::back_inserter(report.pairs),
                   [&scorer](const ScoringPair& pair) { return scorer.score(pair); });
    for (const auto& definition : report.plugin.metrics)
        for (const auto& pool : pools_of(definition.id, report.pairs))
            report.figures.push_back(figure_of(definition, pool));
    return report;
}

}  // namespace hexameter
