// What people call the data of a run.
#pragma once

#include <string>

#include "hexameter/run_spec.hpp"

namespace hexameter::detail {

// "inline", "questions.jsonl"; of a shell's <(...) "a pipe".
[[nodiscard]] std::string data_name(const DatasetSpec& dataset);

}  // namespace hexameter::detail
