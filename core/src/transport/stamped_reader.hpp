// Reads a TCP socket and says when the bytes came.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>

#include "transport/kernel_stamp.hpp"
#include "transport/transport.hpp"

namespace hexameter::detail {

struct StampedRead {
    std::ptrdiff_t bytes = 0;  // 0: the peer closed; -1: `error` says why (EAGAIN: nothing waits)
    int error = 0;
    WireStamp stamp;
};

// Thread: one. Does not own the descriptor. One system call reads bytes and stamp, one counts the
// segments that brought them.
class StampedReader {
  public:
    explicit StampedReader(int fd) : fd_(fd) {}

    // A request left at `sent`: nothing of its reply came before.
    void request_left(Instant sent);

    StampedRead read(std::span<std::uint8_t> into, WallClock& clock);

  private:
    [[nodiscard]] bool several_segments(std::size_t bytes, bool filled);

    int fd_;
    bool sure_ = true;  // all that the kernel had counted at the last read was taken by it
    Instant floor_;     // nothing can have come before
    Received seen_;
};

}  // namespace hexameter::detail
