// Samples: one JSON object each, with an id.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hexameter/error.hpp"
#include "hexameter/run_spec.hpp"

namespace hexameter::detail {

struct Sample {
    std::string id;    // the field "id" (string or number), else its place: "1", "2", ...
    std::string json;  // the whole object
    // Where it begins in the file, from 1; of an inline sample its number.
    std::uint64_t line = 0;
};

// Reads JSON Lines, or CSV with a header line (RFC 4180; every value a string). Each sample is
// checked against `sample_schema_json` when that is not empty. Faults name file, line and field;
// ids must be unique. Inline samples are checked the same way; `places` says where they stand.
[[nodiscard]] Result<std::vector<Sample>> load_dataset(const DatasetSpec& spec,
                                                       const std::string& sample_schema_json,
                                                       const SpecPlaces* places = nullptr);

// Where a sample stands: "questions.jsonl:7"; of an inline one as place_in() of spec/fault.hpp.
[[nodiscard]] std::string sample_place(const DatasetSpec& spec, const SpecPlaces* places,
                                       std::uint64_t line);

}  // namespace hexameter::detail
