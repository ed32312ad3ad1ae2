// 1. A stamp is never earlier than the arrival of the last byte it speaks for, unless the stamp
//    before it already spoke for that byte's segment.
// 2. A read is exact only when it is proven: the bytes received since the last read are those that
//    waited at begin_read, and they came in one segment. Everything else is `coalesced`.
//    Over TLS bytes exist only once their record is whole: of a record in several reads, the last
//    read's segment is what its stamp tells.
// 3. One peek per read, and one TCP_INFO per delivery. A read with more than a handful of
//    deliveries is a backlog, whose stamps are upper bounds: what came together shares one. When
//    bytes came between peek and delivery, the next read starts with a TCP_INFO more, to find its
//    place in the stream again.
#include "transport/curl_socket.hpp"

#include <algorithm>

#include "base/clock.hpp"

namespace hexameter::detail {
namespace {

constexpr int most_checks = 8;

}  // namespace

void CurlSocket::request_left(Instant sent) {
    floor_ = std::max(floor_, sent);
}

void CurlSocket::begin_read(WallClock& clock) {
    reading_ = true;
    late_ = false;
    bounded_ = false;
    checks_ = 0;
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
    const auto mapped = clock.to_monotonic(*waiting.wall_ns);
    if (!mapped || *mapped > stamp_.at || *mapped < floor_) return;  // the wall clock was set
    stamp_.at = *mapped;
    stamp_.source = TimingSource::kernel_rx;
}

// Compares what was received with what waited; true when nothing came since.
bool CurlSocket::account() {
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
    // A FIN that arrives behind the data puts its own stamp on them.
    const bool closed_now = received->closed && !seen_.closed;
    if (segments != 0 || closed_now) coalesced_ = segments > 1 || leftover || closed_now || !sure_;
    seen_ = {received->segments, data_bytes, received->closed};
    waiting_bytes_ = 0;
    return sure_;
}

// libcurl looks for a reply as soon as it has sent the request, with no event of ours before.
void CurlSocket::account_unannounced() {
    const auto received = received_so_far(fd_);
    sure_ = received.has_value() && peek_waiting(fd_).bytes == 0;
    if (!sure_) {
        coalesced_ = true;
        return;
    }
    const std::uint32_t segments = received->segments - seen_.segments;
    if (segments != 0) coalesced_ = segments > 1;
    seen_ = {received->segments, received->bytes - (received->closed ? 1 : 0), received->closed};
}

// Bytes that had all come when a bound was taken share it: libcurl hands on piece by piece what it
// read at once, and the time between two pieces is libcurl's, not the server's.
void CurlSocket::bound_arrival() {
    const auto received = received_so_far(fd_);
    if (bounded_ && received && received->bytes == bounded_bytes_) return;
    stamp_ = {now(), TimingSource::host_wire, true};
    bounded_ = received.has_value();
    bounded_bytes_ = received ? received->bytes : 0;
}

WireStamp CurlSocket::delivered() {
    if (!reading_) {
        account_unannounced();
        bound_arrival();
        return {stamp_.at, TimingSource::host_wire, coalesced_};
    }
    // libcurl reads on while bytes come, so each delivery may hold some that came after the stamp.
    if (!late_) late_ = checks_++ >= most_checks || !account();
    if (late_) bound_arrival();
    stamp_.coalesced = late_ || coalesced_;
    floor_ = stamp_.at;
    return stamp_;
}

void CurlSocket::end_read() {
    if (!reading_) return;
    if (checks_ == 0) static_cast<void>(account());
    reading_ = false;
}

}  // namespace hexameter::detail
