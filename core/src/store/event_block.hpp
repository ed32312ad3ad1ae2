// The raw events of an iteration with their text and the answer, as compressed bytes.
//
//   block = zstd(version u8 = 1 | event count | event* | size, text | size, answer)
//   event = kind u8 | source u8 | flags u8 | at | [claimed] | [units] | text gap | text size |
//   choice flags = 1 coalesced, 2 piece, 4 claimed follows, 8 units follow
//
// Whole numbers are LEB128; signed ones (at: since the event before, at first since `intended`;
// claimed: since at; text gap: from the end of the text before) are zigzag first.
#pragma once

#include <string>
#include <string_view>

#include "hexameter/error.hpp"
#include "hexameter/timeline.hpp"

namespace hexameter::detail {

[[nodiscard]] std::string pack_events(const Timeline& timeline, std::string_view answer);

// Fills events, text and answer; `timeline.intended` must be there already. Any bytes may come in.
[[nodiscard]] Status unpack_events(std::string_view block, Timeline& timeline, std::string& answer);

}  // namespace hexameter::detail
