// Samples: one JSON object each, with an id.
#pragma once

#include <string>
#include <vector>

#include "hexameter/error.hpp"
#include "hexameter/run_spec.hpp"

namespace hexameter::detail {

struct Sample {
    std::string id;    // the field "id" (string or number), else its place: "1", "2", ...
    std::string json;  // the whole object
};

// Reads JSON Lines, or CSV with a header line (RFC 4180; every value a string). Each sample is
// checked against `sample_schema_json` when that is not empty. Faults name file, line and field;
// ids must be unique. Inline samples are checked the same way.
[[nodiscard]] Result<std::vector<Sample>> load_dataset(const DatasetSpec& spec,
                                                       const std::string& sample_schema_json);

}  // namespace hexameter::detail
