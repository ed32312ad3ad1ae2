// The records of a run, lent to its observers without a copy.
//
// A record that an observer looks at lies in a place of its own; once nobody looks any more it
// moves to the others. One that is still held at the end is copied.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <vector>

#include "hexameter/record.hpp"

namespace hexameter::detail {

// Thread: one. What lend() gave may be held and let go by any.
class RecordShelf {
  public:
    [[nodiscard]] std::size_t size() const { return kept_.size() + lent_.size(); }

    void keep(IterationRecord&& record);
    [[nodiscard]] std::shared_ptr<const IterationRecord> lend(IterationRecord&& record);

    // All of them, in order; leaves none.
    [[nodiscard]] std::vector<IterationRecord> take();

  private:
    struct Lent {
        IterationRecord record;
        std::atomic<bool> let_go{false};
    };

    void take_back();

    std::vector<IterationRecord> kept_;
    std::deque<std::shared_ptr<Lent>> lent_;  // those that came after kept_
};

}  // namespace hexameter::detail
