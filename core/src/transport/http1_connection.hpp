// One TCP connection of the plain HTTP/1.1 transport: connecting, sending a request, reading.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "transport/epoll_set.hpp"
#include "transport/http1_reply.hpp"
#include "transport/socket_address.hpp"
#include "transport/stamped_reader.hpp"

namespace hexameter::detail {

// Thread: one. Owns its descriptor and watches it while it lives. Non-blocking: what cannot go on
// goes on when the set says that the descriptor is ready.
class Http1Connection {
  public:
    enum class Progress { done, waiting, failed };

    // Takes a socket that is open.
    Http1Connection(EpollSet& set, int fd);
    ~Http1Connection();
    Http1Connection(const Http1Connection&) = delete;
    Http1Connection& operator=(const Http1Connection&) = delete;

    // A new socket for an address, or -1 with errno set.
    static int open_socket(const SocketAddress& address);

    // `failed`: errno says why. `waiting`: when it can be written to, finish_connect() gives 0 or
    // the error.
    Progress connect(const SocketAddress& address);
    int finish_connect();

    // Nothing came unasked since the last reply, and the peer has not closed, as far as is known
    // here.
    [[nodiscard]] bool quiet() const;

    // A new request leaves at `sent`; `bodyless_reply`: it is HEAD.
    void begin_request(Instant sent, bool bodyless_reply);

    // Sends head and body from where the last call stopped. `failed`: send_error() says why; there
    // may be a reply all the same.
    Progress send(std::string_view head, std::string_view body);

    [[nodiscard]] int send_error() const { return send_error_; }

    [[nodiscard]] std::size_t sent_bytes() const { return sent_bytes_; }

    StampedRead read(std::span<std::uint8_t> into, WallClock& clock) {
        return reader_.read(into, clock);
    }

    // Waits for nothing but its close, for the next request.
    void rest();

    [[nodiscard]] Http1Reply& reply() { return reply_; }

    // Has carried a request before the present one.
    [[nodiscard]] bool reused() const { return requests_ > 1; }

  private:
    EpollSet& set_;
    const int fd_;
    std::uint64_t requests_ = 0;
    std::size_t sent_bytes_ = 0;
    int send_error_ = 0;
    Http1Reply reply_;
    StampedReader reader_;
};

}  // namespace hexameter::detail
