#include <utility>

#include "plugin/interfaces.hpp"
#include "plugin/operation_number.hpp"
#include "scoring/metric_call.hpp"
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
    return {pair.id, std::move(answer.values), std::move(answer.notes), answer.failed};
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
