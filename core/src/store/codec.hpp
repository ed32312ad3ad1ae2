// Records as bytes and back: JSON (schemas/result.schema.json), values and raw events of an
// iteration as bytes beside it.
#pragma once

#include <string>
#include <string_view>

#include "hexameter/record.hpp"

namespace hexameter::detail {

// A header whose spec this build cannot read is an error that says why.
[[nodiscard]] std::string encode_header(const RunHeader& header);
[[nodiscard]] Result<RunHeader> decode_header(std::string_view bytes);

// u32 LE size of the JSON, top bit set when the values follow it as bytes of their own (as they do
// in all that encode_iteration gives; earlier builds wrote them into the JSON) | JSON | u32 LE size
// of the values | values (MetricValues::packed) | zstd of events and text. Unknown JSON fields are
// ignored. What is not in the part is neither read nor checked.
[[nodiscard]] std::string encode_iteration(const IterationRecord& record);
[[nodiscard]] Result<IterationRecord> decode_iteration(std::string_view bytes,
                                                       IterationPart part = IterationPart::whole);

[[nodiscard]] std::string encode_resumed(const Resumed& resumed);
[[nodiscard]] Result<Resumed> decode_resumed(std::string_view bytes);

[[nodiscard]] std::string encode_summary(const RunSummary& summary);
[[nodiscard]] Result<RunSummary> decode_summary(std::string_view bytes);

}  // namespace hexameter::detail
