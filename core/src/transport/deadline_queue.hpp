// Deadlines of many slots that move often and seldom pass. A slot is not moved in the queue when
// its deadline grows: it comes up at the old moment and is armed anew by its owner.
#pragma once

#include <cstdint>
#include <optional>
#include <queue>
#include <vector>

#include "hexameter/timeline.hpp"

namespace hexameter::detail {

// Thread: one.
class DeadlineQueue {
  public:
    // `slot` comes up at `when` at the latest.
    void arm(std::uint32_t slot, Instant when);

    // A slot that comes up at or before `at`; it must be armed again to come up once more.
    [[nodiscard]] std::optional<std::uint32_t> pop(Instant at);

    // When to call pop() next.
    [[nodiscard]] std::optional<Instant> next() const;

  private:
    struct Entry {
        Instant when;
        std::uint32_t slot;

        bool operator>(const Entry& other) const { return when > other.when; }
    };

    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue_;
    std::vector<Instant> armed_;  // by slot: its earliest entry; the maximum when it has none
};

}  // namespace hexameter::detail
