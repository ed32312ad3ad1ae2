// CSV by RFC 4180, records as JSON objects.
#pragma once

#include "dataset/collector.hpp"
#include "dataset/line_reader.hpp"

namespace hexameter::detail {

// Hands every record to the collector, under the names of the header line. Faults (a record that is
// longer or shorter than the header, a stray or open quote) go there too.
void read_csv(LineReader& lines, SampleCollector& samples);

}  // namespace hexameter::detail
