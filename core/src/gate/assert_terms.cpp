#include "gate/assert_terms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "stats/distribution.hpp"

namespace hexameter::detail {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 7> time_units{
    {{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"μs", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"min", 6e10}}};

std::string_view operator_text(Assert::Operator comparison) {
    using enum Assert::Operator;
    switch (comparison) {
        case less:
            return "<";
        case at_most:
            return "<=";
        case greater:
            return ">";
        case at_least:
            return ">=";
        case equal:
            return "==";
        case not_equal:
            break;
    }
    return "!=";
}

}  // namespace

const std::vector<std::string>& statistics() {
    static const auto words = [] {
        std::vector<std::string> all{"mean", "stddev", "min", "median"};
        for (const auto& percentile : percentiles) all.emplace_back(percentile.name);
        all.insert(all.end(), {"max", "n"});
        return all;
    }();
    return words;
}

std::optional<int> percentile_key(std::string_view statistic) {
    for (const auto& [key, name] : percentiles)
        if (name == statistic) return key;
    return std::nullopt;
}

const std::vector<std::string>& figures() {
    static const std::vector<std::string> words{"ok", "failed", "error_rate", "throughput"};
    return words;
}

bool is_figure(std::string_view metric) {
    return std::find(figures().begin(), figures().end(), metric) != figures().end();
}

std::string unit_of(const Assert& one, std::string_view unit) {
    if (one.statistic == "n") return "values";
    if (one.statistic.empty()) {
        if (one.metric == "ok" || one.metric == "failed") return "iterations";
        return one.metric == "throughput" ? "tokens/s" : "1";
    }
    return std::string(unit);
}

std::optional<double> number_in(const Assert& one, std::string_view unit) {
    if (unit == "ns") {
        for (const auto& [word, factor] : time_units)
            if (word == one.unit) return one.number * factor;
        // 500 of what? Only nothing is the same in every unit.
        return one.unit.empty() && one.number == 0 ? std::optional(0.0) : std::nullopt;
    }
    if (one.unit.empty()) return one.number;
    if (unit == "1") return one.unit == "%" ? std::optional(one.number / 100) : std::nullopt;
    const bool fits = one.unit == unit || (unit == "tokens/s" && one.unit == "tok/s");
    return fits ? std::optional(one.number) : std::nullopt;
}

std::string units_for(std::string_view unit) {
    if (unit == "ns") return "a time in ns, us, ms, s or min";
    if (unit == "1") return "a number without unit, or in %";
    return fmt::format("a number, alone or in {}", unit);
}

std::string term_text(const Assert& one) {
    return one.metric + (one.label.empty() ? "" : "[" + one.label + "]") +
           (one.statistic.empty() ? "" : "." + one.statistic);
}

std::string assert_text(const Assert& one) {
    return fmt::format("{} {} {}{}{}", term_text(one), operator_text(one.comparison), one.number,
                       one.unit.empty() ? "" : " ", one.unit);
}

}  // namespace hexameter::detail
