// Whether what is left of a damaged journal is all of a stretch of time.
#pragma once

#include <cstdint>
#include <vector>

#include "hexameter/iterations.hpp"

namespace hexameter::detail {

// Records are numbered without a gap in the order in which their requests ended, also where a run
// is gone on with after records were lost: a number that is missing is a record that is lost, for
// good. Which model it was of is not known, only between which others its request ended.
class LostRecords {
  public:
    // All of a run, in order; those without a number tell nothing.
    void add(const IterationRecord& record);

    // Of how many lost records the request may have ended in this time of a part of the run.
    [[nodiscard]] std::uint64_t between(std::uint32_t part, Instant from, Instant to) const;

  private:
    struct Gap {
        std::uint32_t part = 0;
        std::uint64_t records = 0;
        Instant after;
        Instant before;
    };

    std::vector<Gap> gaps_;
    std::uint64_t last_seq_ = 0;
    std::uint32_t part_ = 0;
    Instant last_end_ = Instant::min();  // in part_
};

}  // namespace hexameter::detail
