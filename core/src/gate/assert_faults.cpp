#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "gate/assert_bounds.hpp"
#include "gate/assert_terms.hpp"
#include "hexameter/nearest.hpp"
#include "spec/fault.hpp"
#include "spec/token_prices.hpp"
#include "stats/distribution.hpp"

namespace hexameter {
namespace {

using detail::term_text;

std::string listed(const std::vector<std::string>& words) {
    return fmt::format("{}", fmt::join(words, ", "));
}

// "; did you mean 'ttft'?", else "; there are: ..." of a few.
std::string advice(const std::string& word, const std::vector<std::string>& known) {
    if (const auto near = nearest_word(word, known))
        return fmt::format("; did you mean '{}'?", *near);
    return "; there are: " + listed(known);
}

// "; did you mean 'mean'?" for the name that other tools have for it, else what there is.
std::string statistic_advice(std::string_view word) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> elsewhere{
        {{"avg", "mean"},
         {"average", "mean"},
         {"p50", "median"},
         {"med", "median"},
         {"std", "stddev"},
         {"count", "n"}}};
    for (const auto& [other, own] : elsewhere)
        if (word == other) return fmt::format("; did you mean '{}'?", own);
    return "; there are: " + listed(detail::statistics());
}

bool gives(const PluginInfo& plugin, const std::string& metric) {
    return std::any_of(plugin.metrics.begin(), plugin.metrics.end(), [&](const auto& definition) {
        return definition.id == metric && definition.aggregate != Aggregate::none;
    });
}

class Checker {
  public:
    Checker(const RunSpec& spec, const std::vector<MetricDefinition>& metrics,
            std::uint64_t samples, const std::vector<PluginInfo>& installed)
        : spec_(spec),
          metrics_(metrics),
          installed_(installed),
          planned_(samples * spec.iterations) {}

    // What is wrong with it; "" for nothing.
    [[nodiscard]] std::string fault_of(const Assert& one) const {
        if (auto fault = model_fault(one); !fault.empty()) return fault;
        if (detail::is_figure(one.metric)) {
            if (!one.statistic.empty() || !one.label.empty())
                return fmt::format("{} is one number; write it alone", one.metric);
            if (auto fault = unit_fault(one, ""); !fault.empty()) return fault;
            return detail::bound_fault(one, nullptr);
        }
        const auto metric =
            std::find_if(metrics_.begin(), metrics_.end(),
                         [&](const MetricDefinition& d) { return d.id == one.metric; });
        if (metric == metrics_.end()) return unknown_metric(one);
        if (metric->aggregate == Aggregate::none)
            return fmt::format("{} has values of iterations only, and no figure of a run",
                               one.metric);
        if (auto fault = statistic_fault(one, *metric); !fault.empty()) return fault;
        if (auto fault = unit_fault(one, metric->unit); !fault.empty()) return fault;
        return detail::bound_fault(one, &*metric);
    }

  private:
    [[nodiscard]] std::string model_fault(const Assert& one) const {
        std::vector<std::string> labels;
        for (const auto& model : spec_.models)
            labels.push_back(model.label.empty() ? model.model : model.label);
        if (one.model.empty() || std::find(labels.begin(), labels.end(), one.model) != labels.end())
            return {};
        return fmt::format("there is no model '{}' in this run{}", one.model,
                           advice(one.model, labels));
    }

    [[nodiscard]] std::string unknown_metric(const Assert& one) const {
        std::vector<std::string> known;
        for (const auto& metric : metrics_)
            if (metric.aggregate != Aggregate::none) known.push_back(metric.id);
        known.insert(known.end(), detail::figures().begin(), detail::figures().end());
        // "pass.at": its last part looks like a statistic.
        const auto whole = one.metric + (one.statistic.empty() ? "" : "." + one.statistic);
        if (one.label.empty() && std::find(known.begin(), known.end(), whole) != known.end())
            return fmt::format("say which statistic: {}.mean; there are: {}", whole,
                               listed(detail::statistics()));
        if (one.metric == detail::cost_metric)
            return "a run without prices has no cost: name a file of them (prices, --prices)";
        for (const auto& plugin : installed_)
            if (plugin.kind == PluginKind::metric && gives(plugin, one.metric))
                return fmt::format(
                    "'{0}' is not among the metrics of this run; ask for it: "
                    "--metric {1}, in a run file metrics: [{1}]",
                    one.metric, plugin.id);
        return fmt::format("there is no metric '{}' in this run{}", one.metric,
                           advice(one.metric, known));
    }

    [[nodiscard]] std::string statistic_fault(const Assert& one,
                                              const MetricDefinition& metric) const {
        const auto& known = detail::statistics();
        if (metric.origin == "host" && !one.label.empty())
            return fmt::format("{} has no labels; leave out [{}]", one.metric, one.label);
        if (one.statistic.empty())
            return fmt::format("say which statistic: {}.mean; there are: {}", term_text(one),
                               listed(known));
        if (std::find(known.begin(), known.end(), one.statistic) == known.end())
            return fmt::format("there is no statistic '{}'{}", one.statistic,
                               statistic_advice(one.statistic));
        const auto key = detail::percentile_key(one.statistic);
        // Gaps are many to an iteration; of a plugin's metric it is not known.
        const bool one_each = metric.origin == "host" && metric.id != "itl";
        if (!key || !one_each) return {};
        const auto needed = detail::samples_needed(*key / 1000.0);
        if (planned_ >= needed) return {};
        return fmt::format(
            "{} needs {} values, and this run measures {} for each model: measure more "
            "(iterations), or assert the median or the mean",
            one.statistic, needed, planned_);
    }

    [[nodiscard]] static std::string unit_fault(const Assert& one, const std::string& of_metric) {
        const auto unit = detail::unit_of(one, of_metric);
        if (detail::number_in(one, unit)) return {};
        return fmt::format("{} is compared with {}, not with {}{}{}", term_text(one),
                           detail::units_for(unit), one.number, one.unit.empty() ? "" : " ",
                           one.unit);
    }

    const RunSpec& spec_;
    const std::vector<MetricDefinition>& metrics_;
    const std::vector<PluginInfo>& installed_;
    std::uint64_t planned_;  // measured iterations of each model
};

}  // namespace

std::vector<SpecFault> assert_faults(const RunSpec& spec,
                                     const std::vector<MetricDefinition>& metrics,
                                     std::uint64_t samples,
                                     const std::vector<PluginInfo>& installed) {
    const Checker checker(spec, metrics, samples, installed);
    std::vector<SpecFault> faults;
    for (std::size_t i = 0; i < spec.asserts.size(); ++i) {
        const auto pointer = fmt::format("/asserts/{}", i);
        const auto asserts = parse_asserts(spec.asserts[i]);
        if (!asserts) {
            faults.push_back({pointer, asserts.error().text()});
            continue;
        }
        for (const auto& one : asserts.value())
            if (const auto fault = checker.fault_of(one); !fault.empty())
                faults.push_back(
                    {pointer, fmt::format("'{}': {}", detail::assert_text(one), fault)});
    }
    return faults;
}

Status check_asserts(const RunSpec& spec, const std::vector<MetricDefinition>& metrics,
                     std::uint64_t samples, const std::vector<PluginInfo>& installed) {
    std::string lines;
    for (const auto& fault : assert_faults(spec, metrics, samples, installed))
        lines += fmt::format("{}{}: {}", lines.empty() ? "" : "\n",
                             detail::place_in(spec.places.get(), fault.pointer), fault.message);
    if (lines.empty()) return {};
    return Error(ErrorCode::config, lines);
}

}  // namespace hexameter
