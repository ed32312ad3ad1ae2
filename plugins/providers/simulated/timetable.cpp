// Invariants
// 1. Only the thread calls an answer, and never under the lock: a sink may take its time.
// 2. An operation is a key of due_ns_ from add() until the thread has let go of it; its time
// there
//    is `cancelled` from cancel() on, and 0 sorts before all others.
// 3. The thread sleeps until the earliest time or a change of it; it never spins.
#include "timetable.hpp"

#include <sys/prctl.h>

#include <chrono>

namespace hexameter::simulated {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t cancelled = 0;

std::uint64_t monotonic_ns() {
    const auto now = std::chrono::nanoseconds(Clock::now().time_since_epoch());
    return static_cast<std::uint64_t>(now.count());
}

Clock::time_point time_of(std::uint64_t due_ns) {
    return Clock::time_point(std::chrono::nanoseconds(due_ns));
}

}  // namespace

void Timetable::start() {
    stopping_ = false;
    thread_ = std::thread([this] { serve(); });
}

void Timetable::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Timetable::add(std::unique_ptr<Answer> answer) {
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        const hxm_op op = answer->op();
        insert(std::move(answer));
        first = answers_.begin()->first.second == op;
    }
    if (first) {
        wake_.notify_one();
    }
}

void Timetable::cancel(hxm_op op) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = due_ns_.find(op);
        if (found == due_ns_.end()) {
            return;
        }
        if (op != served_) {
            auto node = answers_.extract(Key{found->second, op});
            node.key().first = cancelled;
            answers_.insert(std::move(node));
        }
        found->second = cancelled;
    }
    wake_.notify_one();
}

void Timetable::insert(std::unique_ptr<Answer> answer) {
    const Key key{answer->next_due_ns(), answer->op()};
    due_ns_[key.second] = key.first;
    answers_.emplace(key, std::move(answer));
}

void Timetable::serve() {
    // The default lets the kernel wake a sleeper 50 us late.
    prctl(PR_SET_TIMERSLACK, 1UL);
    std::unique_lock lock(mutex_);
    for (;;) {
        if (answers_.empty()) {
            if (stopping_) {
                return;
            }
            wake_.wait(lock);
            continue;
        }
        const std::uint64_t due_ns = answers_.begin()->first.first;
        if (stopping_ || due_ns <= monotonic_ns()) {
            serve_first(lock);
        } else if (due_ns == Answer::never) {
            wake_.wait(lock);
        } else {
            wake_.wait_until(lock, time_of(due_ns));
        }
    }
}

void Timetable::serve_first(std::unique_lock<std::mutex>& lock) {
    auto node = answers_.extract(answers_.begin());
    std::unique_ptr<Answer> answer = std::move(node.mapped());
    const hxm_op op = answer->op();
    if (stopping_ || node.key().first == cancelled) {
        due_ns_.erase(op);
        lock.unlock();
        answer->end(sdk::Status::cancelled);
        lock.lock();
        return;
    }
    served_ = op;
    lock.unlock();
    const bool more = answer->deliver(monotonic_ns());
    lock.lock();
    served_ = 0;
    const auto found = due_ns_.find(op);
    if (!more) {
        due_ns_.erase(found);
        return;
    }
    if (found->second != cancelled) {
        found->second = answer->next_due_ns();
    }
    node.key().first = found->second;
    node.mapped() = std::move(answer);
    answers_.insert(std::move(node));
}

}  // namespace hexameter::simulated
