#include "transport/deadline_queue.hpp"

namespace hexameter::detail {

void DeadlineQueue::arm(std::uint32_t slot, Instant when) {
    if (slot >= armed_.size()) armed_.resize(slot + std::size_t{1}, Instant::max());
    if (when >= armed_[slot]) return;
    armed_[slot] = when;
    queue_.push({when, slot});
}

std::optional<std::uint32_t> DeadlineQueue::pop(Instant at) {
    while (!queue_.empty() && queue_.top().when <= at) {
        const Entry due = queue_.top();
        queue_.pop();
        if (armed_[due.slot] != due.when) continue;  // an earlier entry came up before it
        armed_[due.slot] = Instant::max();
        return due.slot;
    }
    return std::nullopt;
}

std::optional<Instant> DeadlineQueue::next() const {
    if (queue_.empty()) return std::nullopt;
    return queue_.top().when;
}

}  // namespace hexameter::detail
