// A plain list of things (runs, plugins, models) in every report format.
//
// Threads: any. What comes back is the caller's. There are no errors.
#pragma once

#include <string>
#include <vector>

#include "hexameter/report.hpp"

namespace hexameter {

struct Listing {
    std::vector<std::string> columns;            // lower_snake: they are JSON members too
    std::vector<std::vector<std::string>> rows;  // as many cells as columns
    std::vector<std::string> may_cut;            // columns that a narrow table may cut; else none
    std::vector<std::string> json = {};      // columns of JSON values; an empty cell is null there
    std::vector<std::string> may_drop = {};  // columns that a narrow table leaves out, in order
};

// The words as a JSON array, for a cell of such a column.
[[nodiscard]] std::string json_array(const std::vector<std::string>& words);

// table: for people, without columns that are empty in every row, numbers to the right, and with a
// line that names the columns which its width leaves out; json: an array of objects; jsonl: an
// object a line; csv and markdown: tables.
[[nodiscard]] std::string render_listing(const Listing& listing, ReportFormat format,
                                         const ReportOptions& options);

}  // namespace hexameter
