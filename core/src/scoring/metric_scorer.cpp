#include <fmt/core.h>

#include <utility>

#include "run/interfaces.hpp"
#include "run/metric_call.hpp"
#include "run/operation_number.hpp"
#include "scoring/open_metric.hpp"

namespace hexameter {

using detail::Instance;

MetricScorer::MetricScorer(std::unique_ptr<Instance> instance, std::string config_json)
    : instance_(std::move(instance)), config_json_(std::move(config_json)) {}

MetricScorer::~MetricScorer() = default;
MetricScorer::MetricScorer(MetricScorer&& other) noexcept = default;
MetricScorer& MetricScorer::operator=(MetricScorer&& other) noexcept = default;

const PluginInfo& MetricScorer::plugin() const {
    return instance_->info();
}

PairScore MetricScorer::score(const ScoringPair& pair, std::uint64_t seed) const {
    const auto table = detail::metric_interface(*instance_);
    if (!table) return {pair.id, {}, {table.error().text()}, true};
    auto answer = detail::ask_metric(*instance_, *table.value(), detail::next_operation(), seed,
                                     pair.sample_json, pair.candidates, pair.references);
    PairScore score{pair.id, std::move(answer.values), {}, false};
    if (answer.status.has_error()) {
        // Half of what it would have said is no score.
        score.values.clear();
        score.notes.push_back(answer.status.error().text());
        score.failed = true;
    } else if (answer.refused) {
        score.failed = true;
    } else if (score.values.empty() && answer.faults.empty()) {
        score.notes.push_back(fmt::format("{}: not scored ({})", plugin().id,
                                          pair.candidates.empty()   ? "no answer"
                                          : pair.references.empty() ? "no reference"
                                                                    : "the metric gave no value"));
    }
    score.notes.insert(score.notes.end(), answer.faults.begin(), answer.faults.end());
    return score;
}

namespace detail {

Result<MetricScorer> open_metric(Registry& registry, const MetricSpec& spec) {
    auto instance = registry.create(PluginKind::metric, spec.id, spec.config_json);
    if (!instance) return instance.error();
    if (auto ok = instance.value()->start(); !ok) return ok.error();
    if (const auto table = metric_interface(*instance.value()); !table) return table.error();
    auto config = registry.checked_config(instance.value()->info(), spec.config_json);
    if (!config) return config.error();
    return MetricScorer(std::move(instance.value()), std::move(config.value()));
}

}  // namespace detail
}  // namespace hexameter
