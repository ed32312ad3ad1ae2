// The events of one iteration as what the definitions count: arrivals, chunks, bytes, tokens.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hexameter/timeline.hpp"

namespace hexameter::detail {

struct Arrivals {
    // The moments at which content came, strictly rising; pieces of blobs are not in it.
    std::vector<Instant> all;
    std::optional<Instant> first_answer;  // first arrival that is not reasoning
    std::optional<Instant> last_content;  // pieces included
    std::optional<std::uint64_t> tokens;  // by events; absent where events say nothing of tokens
    std::uint64_t chunks = 0;             // events with content, pieces included
    std::uint64_t bytes = 0;              // in these chunks
    std::uint64_t backwards = 0;          // chunks stamped before one that came ahead of them
};

// Content is a non-empty event of kind content, reasoning or tool_call, of any choice. An event
// that is stamped before one ahead of it (the engine's fault) joins the arrival ahead of it.
[[nodiscard]] Arrivals arrivals_of(const Timeline& timeline);

}  // namespace hexameter::detail
