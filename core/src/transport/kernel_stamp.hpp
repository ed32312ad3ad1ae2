// What the kernel knows about the bytes that wait on a TCP socket: when they came, in how many
// segments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "hexameter/timeline.hpp"

namespace hexameter::detail {

// Asks the kernel to stamp what this socket receives. A kernel that cannot is no error: then no
// stamp comes with the bytes.
void enable_receive_stamps(int fd);

// The kernel stamps packets only while some socket wants it, and begins a little late: this one
// wants it from the start.
class StampingSocket {
  public:
    StampingSocket();
    ~StampingSocket();
    StampingSocket(const StampingSocket&) = delete;
    StampingSocket& operator=(const StampingSocket&) = delete;

  private:
    int fd_;
};

// The bytes that wait, left where they are.
struct WaitingBytes {
    std::size_t bytes = 0;                // at most what was asked for
    std::optional<std::int64_t> wall_ns;  // CLOCK_REALTIME, of the last segment among them
};

// The first `most_bytes` (<= max_peek_bytes) of the queue; nothing when it is empty.
inline constexpr std::size_t max_peek_bytes = 16384;
[[nodiscard]] WaitingBytes peek_waiting(int fd, std::size_t most_bytes = max_peek_bytes);

// Bytes taken from the queue.
struct StampedBytes {
    std::ptrdiff_t bytes = 0;  // 0: the peer closed; -1: see `error` (EAGAIN: nothing waits)
    int error = 0;
    std::optional<std::int64_t> wall_ns;  // CLOCK_REALTIME, of the last segment touched
};

[[nodiscard]] StampedBytes receive_stamped(int fd, std::span<std::uint8_t> into);

// What came over a TCP connection since it began.
struct Received {
    std::uint32_t segments = 0;  // with data; modulo 2^32
    std::uint64_t bytes = 0;     // in order; the peer's FIN counts as one when `closed`
    bool closed = false;
};

// Nothing when the socket is not TCP.
[[nodiscard]] std::optional<Received> received_so_far(int fd);

// Carries CLOCK_REALTIME over to CLOCK_MONOTONIC. The offset is taken anew with every sample. It
// moves only when somebody sets the wall clock; stamps of before that are then of no use.
// Thread: one.
class WallClock {
  public:
    // Reads both clocks; returns the moment.
    Instant sample();

    // Nothing for what may have been stamped before the wall clock was set.
    [[nodiscard]] std::optional<Instant> to_monotonic(std::int64_t wall_ns) const;

  private:
    std::int64_t offset_ns_ = 0;  // wall less monotonic
    std::int64_t width_ns_ = 0;   // of the sample that gave the offset; 0: there is none yet
    Instant set_before_;          // the sample that saw the wall clock set
};

}  // namespace hexameter::detail
