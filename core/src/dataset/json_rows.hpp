// JSON Lines, and the items of one JSON array.
#pragma once

#include "dataset/line_reader.hpp"
#include "dataset/row_selection.hpp"

namespace hexameter::detail {

// Both offer every row until the selection is full; what no row can be found in is a fault there.
// Blank lines are passed over.
void read_json_lines(LineReader& lines, RowSelection& rows);

// No more than one item is in memory at a time.
void read_json_array(LineReader& lines, RowSelection& rows);

}  // namespace hexameter::detail
