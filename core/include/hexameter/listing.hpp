// A plain list of things (runs, plugins, models) in every report format.
#pragma once

#include <string>
#include <vector>

#include "hexameter/report.hpp"

namespace hexameter {

struct Listing {
    std::vector<std::string> columns;            // lower_snake: they are JSON members too
    std::vector<std::vector<std::string>> rows;  // as many cells as columns
};

// table: for people; json: an array of objects; jsonl: an object a line; csv and markdown: tables.
[[nodiscard]] std::string render_listing(const Listing& listing, ReportFormat format,
                                         const ReportOptions& options);

}  // namespace hexameter
