#include "rows.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <utility>

#include "report/json_out.hpp"

namespace hexameter::bench {
namespace {

// Three significant digits, and all of a whole number's.
std::string number(double value) {
    return value >= 100 || value == 0 ? fmt::format("{:.0f}", value) : fmt::format("{:.3g}", value);
}

std::string target(const Row& row) {
    if (row.target == Target::none) return "-";
    return fmt::format("{} {}", row.target == Target::at_most ? "<=" : ">=", number(row.limit));
}

}  // namespace

std::string met(const Row& row) {
    if (!row.measured) return "not measured";
    if (row.target == Target::none) return "-";
    const bool low = *row.measured <= row.limit;
    const bool high = *row.measured >= row.limit;
    return (row.target == Target::at_most ? low : high) ? "yes" : "no";
}

void Rows::add(Row row) {
    fmt::print("{:<6} {:<58} {:>10} {:<16} {:<12} {:<4}{}{}\n", row.group, row.name,
               row.measured ? number(*row.measured) : "", row.unit, target(row), met(row),
               row.note.empty() ? "" : "  ", row.note);
    std::fflush(stdout);
    rows_.push_back(std::move(row));
}

std::string Rows::json(const std::string& machine_json) const {
    detail::JsonOut out;
    out.open_object().key("machine").json(machine_json).key("rows").open_array();
    for (const auto& row : rows_) {
        out.open_object()
            .member("group", row.group)
            .member("name", row.name)
            .member("unit", row.unit)
            .member("measured", row.measured)
            .member("target", target(row))
            .member("met", met(row))
            .member("note", row.note)
            .close_object();
    }
    out.close_array().close_object();
    return out.take();
}

}  // namespace hexameter::bench
