// What a file of candidates or references holds.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/scoring.hpp"

namespace hexameter::detail {

// What a line holds.
struct PairLine {
    std::optional<std::string> id;
    std::vector<ScoredPart> parts;
    std::uint64_t line = 0;
    std::optional<std::string> model;  // of a row that `show --format jsonl` gives; else absent
    bool counts = true;                // no warm-up, and no attempt that was made again
};

// One of the two files, with the words for it.
struct PairSide {
    ScoringFile source;
    const char* what;                           // "file of candidates"
    std::span<const std::string_view> members;  // of an object that hold its texts, best first
};

// The file, or "standard input".
[[nodiscard]] std::string name_of(const PairSide& side);

[[nodiscard]] Error line_fault(const PairSide& side, std::uint64_t line,
                               const std::string& message);

// One or more, in the order of the file. Rows of a run are of one model; its warm-ups, and attempts
// that were made again, are left out. Error: what is wrong with which line, and files that hold
// JSON Lines where nothing says so. Thread: any.
[[nodiscard]] Result<std::vector<PairLine>> read_pair_lines(const PairSide& side);

}  // namespace hexameter::detail
