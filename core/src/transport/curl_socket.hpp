// One socket of libcurl's: how it is watched, and when and how its bytes came.
#pragma once

#include <cstddef>
#include <cstdint>

#include "transport/kernel_stamp.hpp"
#include "transport/transport.hpp"

namespace hexameter::detail {

// Life: begin_read / delivered* / end_read around each time that libcurl may read, handshakes
// included; request_left for every request. Thread: the loop's. Does not own the descriptor.
class CurlSocket {
  public:
    explicit CurlSocket(int fd) : fd_(fd) {}

    // A request left at `sent`: nothing of its reply came before.
    void request_left(Instant sent);

    // It could take more of a request at that moment.
    void note_writable(Instant at) { writable_ = at; }

    [[nodiscard]] Instant last_writable() const { return writable_; }

    // The socket has become readable: stamps what waits, before libcurl reads it.
    void begin_read(WallClock& clock);

    // The stamp of bytes that libcurl just handed over.
    [[nodiscard]] WireStamp delivered();

    void end_read();

  private:
    bool account();
    void account_unannounced();
    void bound_arrival();

    int fd_;
    bool reading_ = false;    // between begin_read and end_read
    bool late_ = false;       // bytes came after the stamp of this read
    int checks_ = 0;          // deliveries of this read that were compared with the stamp
    bool sure_ = true;        // `seen_` is what libcurl has taken
    bool coalesced_ = false;  // of the last read
    std::size_t waiting_bytes_ = 0;
    Instant writable_;      // last
    Instant floor_;         // nothing can have come before
    bool bounded_ = false;  // `stamp_` is an upper bound, taken when bounded_bytes_ had come
    std::uint64_t bounded_bytes_ = 0;
    Received seen_;
    WireStamp stamp_;  // of the present read
};

}  // namespace hexameter::detail
