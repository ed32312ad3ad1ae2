// Invariants
// 1. Outside run(), the timer waits for the earliest entry, or there is none.
// 2. run() calls a bounded number of entries, so that sockets are read even when all streams are
//    late.
#include "pacer.hpp"

#include <chrono>

#include "text.hpp"

namespace hexameter::simulate {
namespace {

constexpr int most_calls_in_a_row = 256;

}  // namespace

void Pacer::at(std::uint64_t due_ns, std::shared_ptr<Paced> paced) {
    entries_.push(Entry{due_ns, next_order_++, std::move(paced)});
    if (armed_ns_ != 0 && due_ns >= armed_ns_) {
        return;
    }
    arm();
}

void Pacer::arm() {
    using Clock = std::chrono::steady_clock;
    armed_ns_ = entries_.top().due_ns;
    timer_.expires_at(Clock::time_point(std::chrono::nanoseconds(armed_ns_)));
    timer_.async_wait([this](const boost::system::error_code& moved) {
        if (!moved) {
            run();
        }
    });
}

void Pacer::run() {
    // Entries that are added meanwhile must not arm the timer each.
    armed_ns_ = 1;
    for (int i = 0; i < most_calls_in_a_row && !entries_.empty(); ++i) {
        if (entries_.top().due_ns > monotonic_ns()) {
            break;
        }
        const std::shared_ptr<Paced> paced = entries_.top().paced;
        entries_.pop();
        paced->due();
    }
    armed_ns_ = 0;
    if (!entries_.empty()) {
        arm();
    }
}

}  // namespace hexameter::simulate
