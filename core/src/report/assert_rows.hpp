// Outcomes of asserts as reports show them.
#pragma once

#include <string>
#include <vector>

#include "hexameter/asserts.hpp"
#include "report/json_out.hpp"

namespace hexameter::detail {

// One outcome as the cells of a table.
struct AssertRow {
    bool passed = false;
    std::string text;
    std::string model;
    std::string actual;  // "612.3 ms"; "-" when it is absent
};

[[nodiscard]] std::vector<AssertRow> assert_rows(const std::vector<AssertOutcome>& outcomes);

// "ttft.p90 < 500 ms (swift): too few values: p90 needs 44, n is 24", of those without a value.
[[nodiscard]] std::vector<std::string> missing_words(const std::vector<AssertOutcome>& outcomes);

// An array of objects.
void write_asserts(JsonOut& out, const std::vector<AssertOutcome>& outcomes);

}  // namespace hexameter::detail
