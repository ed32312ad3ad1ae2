// What a run that is taken up again has behind it.
#pragma once

#include <cstdint>
#include <vector>

#include "hexameter/record.hpp"
#include "run/resolved_run.hpp"

namespace hexameter::detail {

struct Resumption {
    RunHeader header;
    Iterations iterations;
    std::uint64_t last_seq = 0;
    // By model, in the order of the spec, then by iteration: measured, and not cut off.
    std::vector<std::vector<bool>> done;

    // Of the part that begins now.
    [[nodiscard]] std::uint32_t part() const {
        return static_cast<std::uint32_t>(header.resumed.size()) + 1;
    }
};

// ErrorCode::config where the run cannot go on as what it was: its header is lost, its data set or
// a plugin has changed, it has cost more than the max_cost of `run`, or nothing is left to do.
[[nodiscard]] Result<Resumption> resumption_of(const RunRecord& kept, const ResolvedRun& run);

}  // namespace hexameter::detail
