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

// What is known of the value beside the bound; `met`: whether that meets the comparison always, or
// never. An empty `why`: it depends on the value.
struct Known {
    std::string why;
    bool met = false;
};

Known known_beside(Assert::Operator is, double bound, const Domain& domain) {
    using enum Assert::Operator;
    const bool differs = is == not_equal;
    if (bound < 0 || (bound == 0 && is == less))
        return {"is never below 0", is == greater || is == at_least || differs};
    if (domain.share && (bound > 1 || (bound == 1 && is == greater)))
        return {"is never above 100 %", is == less || is == at_most || differs};
    if (domain.whole && bound != std::floor(bound) && (is == equal || differs))
        return {"is a whole number", differs};
    return {};
}

}  // namespace

std::string bound_fault(const Assert& one, const MetricDefinition* metric) {
    const auto domain = domain_of(one, metric);
    if (!domain) return {};
    const auto bound = number_in(one, unit_of(one, metric == nullptr ? "" : metric->unit));
    const auto known = known_beside(one.comparison, bound.value_or(0), *domain);
    if (known.why.empty()) return {};
    return fmt::format("{} {}, so that {}", term_text(one), known.why,
                       known.met ? "no run could miss this" : "no run could meet this");
}

}  // namespace hexameter::detail
