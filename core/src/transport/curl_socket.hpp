// One socket of libcurl's: how it is watched, and when and how its bytes came.
#pragma once

#include <cstddef>
#include <cstdint>

#include "transport/kernel_stamp.hpp"
#include "transport/transport.hpp"

namespace hexameter::detail {

// Life: request_leaves, then begin_read / delivered* / end_read around each time that libcurl may
// read; the next request on the connection begins with request_leaves again. Before the first one
// (handshakes) it does nothing. Thread: the loop's. Does not own the descriptor.
class CurlSocket {
  public:
    explicit CurlSocket(int fd) : fd_(fd) {}

    // A request is about to leave: what comes from here on is its reply.
    void request_leaves(Instant sent);

    // The socket has become readable: stamps what waits, before libcurl reads it.
    void begin_read(WallClock& clock);

    // The stamp of bytes that libcurl just handed over.
    [[nodiscard]] WireStamp delivered();

    void end_read();

  private:
    bool account();
    [[nodiscard]] WireStamp unbounded_stamp() const;

    int fd_;
    bool active_ = false;     // a request left
    bool reading_ = false;    // between begin_read and end_read
    bool accounted_ = false;  // this read was accounted for
    bool sure_ = true;        // `seen_` is what libcurl has taken
    bool coalesced_ = false;  // of the last read
    std::size_t waiting_bytes_ = 0;
    Instant floor_;  // nothing can have come before
    Received seen_;
    WireStamp stamp_;  // of the present read
};

}  // namespace hexameter::detail
