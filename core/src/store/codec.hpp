// Records as bytes and back: JSON (schemas/result.schema.json), raw events inside as zstd.
#pragma once

#include <string>
#include <string_view>

#include "hexameter/record.hpp"

namespace hexameter::detail {

// A header whose spec this build cannot read is an error that says why.
[[nodiscard]] std::string encode_header(const RunHeader& header);
[[nodiscard]] Result<RunHeader> decode_header(std::string_view bytes);

// u32 LE size of the JSON | JSON | zstd of events and text. Unknown JSON fields are ignored.
[[nodiscard]] std::string encode_iteration(const IterationRecord& record);
[[nodiscard]] Result<IterationRecord> decode_iteration(std::string_view bytes);

// The JSON part alone: no events, no text, no answer. For lists and counts.
[[nodiscard]] Result<IterationRecord> decode_iteration_head(std::string_view bytes);

[[nodiscard]] std::string encode_summary(const RunSummary& summary);
[[nodiscard]] Result<RunSummary> decode_summary(std::string_view bytes);

}  // namespace hexameter::detail
