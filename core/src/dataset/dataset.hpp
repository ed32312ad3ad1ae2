// Samples: one JSON object each, with an id.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dataset/sample_seeds.hpp"
#include "hexameter/error.hpp"
#include "hexameter/run_spec.hpp"

namespace hexameter::detail {

struct Sample {
    std::string id;    // the field "id" (string or number), else its row's place: "1", "2", ...
    std::string json;  // the whole object
    // Where its row begins in the file, from 1; of an inline sample its number.
    std::uint64_t line = 0;
};

struct Dataset {
    std::vector<Sample> samples;  // those that were chosen, in their order
    std::string format;           // as which the file was read; "" of inline samples
    std::string file_sha256;  // "" of inline samples, and of a pipe that was not read to its end
};

// Reads the rows of a file, chooses those that the spec asks for, and makes samples of them, each
// checked against `sample_schema_json` when that is not empty. Only what can be chosen is kept
// while the file is read; rows that are not chosen are not checked beyond what it takes to find
// them. Faults name file, line and field; ids must be unique. Inline samples are chosen and checked
// the same way; `places` says where they stand.
[[nodiscard]] Result<Dataset> load_dataset(const DatasetSpec& spec,
                                           const std::string& sample_schema_json,
                                           const SpecPlaces* places = nullptr,
                                           SampleSeeds seeds = {});

// As the file's ending tells it: "jsonl", "json", "csv" or "tsv"; "": it tells none.
[[nodiscard]] std::string format_by_ending(const std::filesystem::path& file);

// Where a sample stands: "questions.jsonl:7"; of an inline one as place_in() of spec/fault.hpp.
[[nodiscard]] std::string sample_place(const DatasetSpec& spec, const SpecPlaces* places,
                                       std::uint64_t line);

}  // namespace hexameter::detail
