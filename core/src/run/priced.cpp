#include "run/priced.hpp"

#include <fmt/format.h>

#include "run/parameters.hpp"

namespace hexameter::detail {

std::vector<SpecFault> price_faults(const RunSpec& spec) {
    std::vector<SpecFault> faults;
    const auto prices = Prices::parse(spec.prices_json);
    for (const auto& fault : faults_of_prices(spec.prices_json))
        faults.push_back({"/prices" + fault.pointer, fault.message});
    if (!spec.max_cost || !faults.empty()) return faults;
    if (!prices.any())
        return {{"/max_cost", "needs prices: name a file of them (prices, --prices)"}};
    for (std::size_t i = 0; i < spec.models.size(); ++i)
        if (prices.find(spec.models[i].model) == nullptr)
            faults.push_back(
                {fmt::format("/models/{}", i),
                 fmt::format("{} has no price, and max_cost could not hold: add one to the prices "
                             "({})",
                             spec.models[i].model, prices.hint(spec.models[i].model))});
    return faults;
}

std::vector<MetricDefinition> cost_definition(const RunSpec& spec) {
    const auto prices = Prices::parse(spec.prices_json);
    if (!prices.any()) return {};
    return {{.id = "cost",
             .unit = prices.currency(),
             .help = "price of a request: its input and output tokens by the server's usage field, "
                     "times the prices of the run",
             .source = "Hexameter definitions, docs/gates.md",
             .origin = "host",
             .direction = Direction::lower_is_better,
             .aggregate = Aggregate::mean}};
}

std::optional<double> cost_of_request(const Price& price, const Timeline& timeline) {
    // More reasoning than output, or more cached than prompt: nobody knows which of them is wrong.
    if (!unusable_usage(timeline.usage_raw).empty()) return std::nullopt;
    const auto usage = usage_from(timeline.usage_raw);
    if (usage.input_tokens == 0U || (usage.output_tokens == 0U && !timeline.text.empty()))
        return std::nullopt;
    return cost_of(price, usage);
}

}  // namespace hexameter::detail
