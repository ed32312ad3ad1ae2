// 1. A read carries the kernel's stamp of the last segment that it touched, so its stamp is never
//    earlier than the arrival of any of its bytes.
// 2. It is exact when the count proves that one segment brought all of it; else `coalesced`.
// 3. Without a usable kernel stamp the moment after the read stands in (`host_wire`).
#include "transport/stamped_reader.hpp"

#include <algorithm>

namespace hexameter::detail {

void StampedReader::request_left(Instant sent) {
    floor_ = std::max(floor_, sent);
}

bool StampedReader::several_segments(std::size_t bytes, bool filled) {
    const auto received = received_so_far(fd_);
    if (!received) return true;
    const bool was_sure = sure_;
    const std::uint32_t segments = received->segments - seen_.segments;
    const std::uint64_t taken = seen_.bytes + bytes;
    // A FIN that arrives behind the data puts its own stamp on them.
    const bool closed_now = received->closed && !seen_.closed;
    const std::uint64_t data_bytes = received->bytes - (received->closed ? 1 : 0);
    sure_ = data_bytes == taken && !filled;
    seen_ = {received->segments, taken, received->closed};
    return !was_sure || !sure_ || closed_now || segments > 1;
}

StampedRead StampedReader::read(std::span<std::uint8_t> into, WallClock& clock) {
    const StampedBytes came = receive_stamped(fd_, into);
    StampedRead read{came.bytes, came.error, {}};
    if (came.bytes <= 0) return read;
    const auto bytes = static_cast<std::size_t>(came.bytes);
    read.stamp = {clock.sample(), TimingSource::host_wire,
                  several_segments(bytes, bytes == into.size())};
    if (came.wall_ns) {
        const auto mapped = clock.to_monotonic(*came.wall_ns);
        // Otherwise the wall clock was set meanwhile.
        if (mapped && *mapped <= read.stamp.at && *mapped >= floor_) {
            read.stamp.at = *mapped;
            read.stamp.source = TimingSource::kernel_rx;
        }
    }
    floor_ = read.stamp.at;
    return read;
}

}  // namespace hexameter::detail
