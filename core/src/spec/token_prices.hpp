// Prices, and what they make of a request's tokens.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hexameter/run_spec.hpp"
#include "hexameter/timeline.hpp"

namespace hexameter::detail {

// The metric of a request's cost.
inline constexpr const char* cost_metric = "cost";

// Of a million tokens.
struct Price {
    double input = 0;
    double output = 0;
    std::optional<double> cached_input;  // absent: as input
};

// What schemas/prices.schema.json finds wrong; "{}" is right, and has no prices.
[[nodiscard]] std::vector<SpecFault> faults_of_prices(const std::string& json);

class Prices {
  public:
    // None of "{}" and of what schemas/prices.schema.json refuses.
    [[nodiscard]] static Prices parse(const std::string& json);

    [[nodiscard]] bool any() const { return !models_.empty(); }

    [[nodiscard]] const std::string& currency() const { return currency_; }

    // Of the provider's name for a model: its own, else that of the longest pattern that fits it;
    // null for none.
    [[nodiscard]] const Price* find(const std::string& model) const;

  private:
    std::string currency_;
    std::vector<std::pair<std::string, Price>> models_;  // longest name first
};

// Absent unless the server told both counts, and they can be: more cached tokens than there were
// at all cannot. Reasoning is among the output tokens.
[[nodiscard]] std::optional<double> cost_of(const Price& price, const Usage& usage);

}  // namespace hexameter::detail
