#include "gate/assert_bounds.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "gate/assert_terms.hpp"

namespace hexameter::detail {
namespace {

// What a value of 0 or more may be.
struct Domain {
    bool share = false;  // up to 1
    bool whole = false;
};

// Nothing where values below 0 may be. What the host measures are times, counts, rates and costs.
std::optional<Domain> domain_of(const Assert& one, const MetricDefinition* metric) {
    if (metric == nullptr)
        return Domain{one.metric == "error_rate", one.metric == "ok" || one.metric == "failed"};
    if (one.statistic == "n") return Domain{false, true};
    if (metric->origin == "host" || one.statistic == "stddev") return Domain{};
    return std::nullopt;
}

}  // namespace

std::string bound_fault(const Assert& one, const MetricDefinition* metric) {
    using enum Assert::Operator;
    const auto domain = domain_of(one, metric);
    if (!domain) return {};
    const auto bound =
        number_in(one, unit_of(one, metric == nullptr ? "" : metric->unit)).value_or(0);
    const bool below = bound < 0;
    const bool above = domain->share && bound > 1;
    const bool between = domain->whole && bound != std::floor(bound);
    const auto is = one.comparison;
    const bool is_same = is == equal || is == not_equal;
    std::string why;
    if (below || (bound == 0 && is == less))
        why = "is never below 0";
    else if (above || (domain->share && bound == 1 && is == greater))
        why = "is never above 100 %";
    else if (between && is_same)
        why = "is a whole number";
    else
        return {};
    const bool up = is == greater || is == at_least || is == not_equal;
    const bool down = is == less || is == at_most || is == not_equal;
    const bool met = (below && up) || (above && down) || (between && is == not_equal);
    return fmt::format("{} {}, so that {}", term_text(one), why,
                       met ? "no run could miss this" : "no run could meet this");
}

}  // namespace hexameter::detail
