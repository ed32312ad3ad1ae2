// 1. A stamp is never earlier than the arrival of the last byte it speaks for, unless the stamp
//    before it already spoke for that byte's segment.
// 2. A read is exact only when it is proven: the bytes received since the last read are those that
//    waited at begin_read, and they came in one segment. Everything else is `coalesced`.
// 3. One peek and one TCP_INFO per read. When bytes came between the two, the next read starts
//    with a TCP_INFO more, to find its place in the stream again.
#include "transport/curl_socket.hpp"

#include "base/clock.hpp"

namespace hexameter::detail {

void CurlSocket::request_leaves(Instant sent) {
    const auto received = received_so_far(fd_);
    active_ = received.has_value();
    if (!active_) return;
    seen_ = *received;
    floor_ = sent;
    sure_ = true;
    coalesced_ = false;
}

void CurlSocket::begin_read(WallClock& clock) {
    if (!active_) return;
    reading_ = true;
    accounted_ = false;
    const auto before = sure_ ? std::optional<Received>() : received_so_far(fd_);
    const WaitingBytes waiting = peek_waiting(fd_);
    waiting_bytes_ = waiting.bytes;
    if (before) {
        const std::uint64_t taken_bytes = before->bytes - (before->closed ? 1 : 0) - waiting.bytes;
        coalesced_ = taken_bytes < seen_.bytes;  // bytes that the last read had counted still wait
        seen_.bytes = taken_bytes;
    }
    stamp_ = WireStamp{clock.sample(), TimingSource::host_wire, false};
    if (!waiting.wall_ns) return;
    const Instant mapped = clock.to_monotonic(*waiting.wall_ns);
    if (mapped > stamp_.at || mapped < floor_) return;  // the wall clock was set
    stamp_.at = mapped;
    stamp_.source = TimingSource::kernel_rx;
}

// Compares what was received with what waited; true when nothing came in between.
bool CurlSocket::account() {
    accounted_ = true;
    const auto received = received_so_far(fd_);
    if (!received) {
        coalesced_ = true;
        sure_ = false;
        return false;
    }
    const std::uint64_t data_bytes = received->bytes - (received->closed ? 1 : 0);
    const std::uint32_t segments = received->segments - seen_.segments;
    const bool leftover = !sure_ && coalesced_;
    // A queue longer than one peek leaves bytes behind: they are the next read's.
    sure_ = data_bytes == seen_.bytes + waiting_bytes_ && waiting_bytes_ < max_peek_bytes;
    if (segments != 0) coalesced_ = segments > 1 || leftover || !sure_;
    seen_ = {received->segments, data_bytes, received->closed};
    return sure_;
}

WireStamp CurlSocket::delivered() {
    if (!reading_) {
        // libcurl read on its own account, with no event of ours before.
        waiting_bytes_ = 0;
        static_cast<void>(account());
        return unbounded_stamp();
    }
    const bool first = !accounted_;
    if (first && !account() && waiting_bytes_ < max_peek_bytes) {
        stamp_ = unbounded_stamp();
        stamp_.coalesced = true;
    } else if (first) {
        stamp_.coalesced = coalesced_;
    }
    floor_ = stamp_.at;
    return stamp_;
}

void CurlSocket::end_read() {
    if (!reading_) return;
    if (!accounted_) static_cast<void>(account());
    reading_ = false;
}

WireStamp CurlSocket::unbounded_stamp() const {
    return {now(), TimingSource::host_wire, coalesced_};
}

}  // namespace hexameter::detail
