// 1. Nothing here blocks; only receive_stamped() takes bytes from a socket.
// 2. The offset between the clocks moves only when a sample proves that it did: two stamps of the
//    same segment map to the same moment.
#include "transport/kernel_stamp.hpp"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "base/clock.hpp"

namespace hexameter::detail {
namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;
constexpr std::int64_t rounding_ns = 100;

std::int64_t ns_of(const timespec& time) {
    return time.tv_sec * ns_per_s + time.tv_nsec;
}

std::int64_t wall_now_ns() {
    timespec time{};
    clock_gettime(CLOCK_REALTIME, &time);
    return ns_of(time);
}

StampedBytes receive(int fd, std::span<std::uint8_t> into, int flags) {
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(timespec))> control;
    iovec part{into.data(), into.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    StampedBytes came;
    came.bytes = recvmsg(fd, &message, flags);
    if (came.bytes < 0) came.error = errno;
    if (came.bytes <= 0) return came;
    for (const cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr;
         c = CMSG_NXTHDR(&message, const_cast<cmsghdr*>(c))) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
        timespec time{};
        std::memcpy(&time, CMSG_DATA(c), sizeof time);
        came.wall_ns = ns_of(time);
    }
    return came;
}

}  // namespace

void enable_receive_stamps(int fd) {
    const int on = 1;
    static_cast<void>(setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on));
}

StampingSocket::StampingSocket() : fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    if (fd_ >= 0) enable_receive_stamps(fd_);
}

StampingSocket::~StampingSocket() {
    if (fd_ >= 0) ::close(fd_);
}

WaitingBytes peek_waiting(int fd, std::size_t most_bytes) {
    static thread_local std::array<std::uint8_t, max_peek_bytes> scratch;
    // MSG_TRUNC with MSG_PEEK walks the whole queue, so that the stamp is that of its last segment
    // even where segments were not merged.
    const std::span into(scratch.data(), std::min(most_bytes, scratch.size()));
    const StampedBytes seen = receive(fd, into, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
    if (seen.bytes <= 0) return {};
    return {static_cast<std::size_t>(seen.bytes), seen.wall_ns};
}

StampedBytes receive_stamped(int fd, std::span<std::uint8_t> into) {
    return receive(fd, into, MSG_DONTWAIT);
}

std::optional<Received> received_so_far(int fd) {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
    if (size < offsetof(tcp_info, tcpi_data_segs_in) + sizeof info.tcpi_data_segs_in)
        return std::nullopt;
    constexpr int close_wait = 8;  // TCP_CLOSE_WAIT; linux/tcp.h has no name for it
    const bool closed = info.tcpi_state == close_wait;
    return Received{info.tcpi_data_segs_in, info.tcpi_bytes_received, closed};
}

Instant WallClock::sample() {
    // A thread that is put aside between the reads makes the bracket wide: try again.
    constexpr std::int64_t narrow_ns = 1000;
    constexpr int tries = 3;
    std::int64_t best_width_ns = INT64_MAX;
    std::int64_t offset_ns = 0;
    Instant after;
    for (int i = 0; i < tries && best_width_ns > narrow_ns; ++i) {
        const Instant before = now();
        const std::int64_t wall_ns = wall_now_ns();
        after = now();
        const std::int64_t width_ns = (after - before).count();
        if (width_ns >= best_width_ns) continue;
        best_width_ns = width_ns;
        offset_ns = wall_ns - before.time_since_epoch().count() - width_ns / 2;
    }
    // Both samples may be wrong by half their width, and clocks are rounded.
    const std::int64_t moved_ns = std::llabs(offset_ns - offset_ns_);
    const bool first = width_ns_ == 0;
    const bool set = !first && moved_ns > (best_width_ns + width_ns_) / 2 + rounding_ns;
    if (set) set_before_ = after;
    if (first || set || moved_ns > best_width_ns) {
        offset_ns_ = offset_ns;
        width_ns_ = std::max<std::int64_t>(best_width_ns, 1);
    }
    return after;
}

std::optional<Instant> WallClock::to_monotonic(std::int64_t wall_ns) const {
    const Instant mapped{Nanos(wall_ns - offset_ns_)};
    if (mapped < set_before_) return std::nullopt;
    return mapped;
}

}  // namespace hexameter::detail
