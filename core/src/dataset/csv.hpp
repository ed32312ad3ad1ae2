// CSV by RFC 4180, and the same with tabs; records as JSON objects.
#pragma once

#include "dataset/line_reader.hpp"
#include "dataset/row_selection.hpp"

namespace hexameter::detail {

// Offers every record, under the names of the header line, until the selection is full; `separator`
// is ',' or '\t'. Of tab-separated text a quote within a field that does not begin with one is
// text. Faults (a record that is longer or shorter than the header, a stray or open quote, bytes
// that are not UTF-8) go to the selection's collector.
void read_csv(LineReader& lines, char separator, RowSelection& rows);

}  // namespace hexameter::detail
