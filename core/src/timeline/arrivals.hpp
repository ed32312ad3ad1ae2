// The events of one iteration as what the definitions count: arrivals, chunks, bytes, tokens.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hexameter/timeline.hpp"

namespace hexameter::detail {

// A moment at which content came, and how many events share it.
struct Arrival {
    Instant at;
    std::uint64_t events = 0;
};

struct Arrivals {
    std::vector<Arrival> all;             // strictly rising in time; pieces of blobs are not in it
    std::optional<Instant> first_answer;  // first arrival that is not reasoning
    std::optional<Instant> last_content;  // pieces included
    std::optional<std::uint64_t> tokens;  // by events; absent where events say nothing of tokens
    std::uint64_t chunks = 0;             // events with content, pieces included
    std::uint64_t bytes = 0;              // in these chunks
    std::uint64_t coalesced = 0;          // events of `all` whose stamp is an upper bound
    std::uint64_t backwards = 0;          // chunks stamped before one that came ahead of them
};

// Content is a non-empty event of kind content, reasoning or tool_call, of any choice. An event
// that is stamped before one ahead of it (the engine's fault) joins the arrival ahead of it.
[[nodiscard]] Arrivals arrivals_of(const Timeline& timeline);

}  // namespace hexameter::detail
