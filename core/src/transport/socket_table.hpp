// The sockets of one curl multi handle, and the epoll set that watches them.
//
// One set for all of them, itself watched by the loop: a batch of ready sockets costs a handful of
// system calls, where one Asio wait each would cost one per event.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "transport/curl_socket.hpp"

namespace hexameter::detail {

// A socket on which something happened. `socket` is null for one that libcurl made by itself.
struct ReadySocket {
    int fd = -1;
    CurlSocket* socket = nullptr;
    std::uint32_t events = 0;  // EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP
};

// Thread: one.
class SocketTable {
  public:
    SocketTable();  // throws std::system_error when there is no descriptor left
    ~SocketTable();
    SocketTable(const SocketTable&) = delete;
    SocketTable& operator=(const SocketTable&) = delete;

    // Readable when a watched socket is ready.
    [[nodiscard]] int poll_fd() const { return epoll_fd_; }

    // A new non-blocking socket with receive stamps, or -1 with errno set.
    [[nodiscard]] int open(int family, int type, int protocol);
    void close(int fd);

    // What to wait for (EPOLLIN, EPOLLOUT); 0 = nothing.
    void watch(int fd, std::uint32_t events);

    // The socket that open() made, or null.
    [[nodiscard]] CurlSocket* find(int fd) const;

    // Notes, and finds again, a connection by its ports: libcurl names no descriptor when it sends
    // a request over a kept connection. -1 when it is not known.
    void note_ports(int fd, std::uint32_t ports);
    [[nodiscard]] int find_by_ports(std::uint32_t ports) const;

    // What is ready now, at most a small batch. Valid until the next call; an entry whose socket
    // was closed or is no longer watched by the time it is looked at is nothing.
    [[nodiscard]] std::span<const epoll_event> ready();
    [[nodiscard]] std::optional<ReadySocket> look_up(const epoll_event& event) const;

  private:
    struct Entry {
        std::unique_ptr<CurlSocket> socket;
        std::uint32_t watched = 0;
        std::uint32_t ports = 0;
        std::uint32_t generation = 0;  // grows whenever the descriptor is closed
    };

    Entry& entry(int fd);

    static constexpr std::size_t batch = 16;  // longer batches make timers late

    int epoll_fd_ = -1;
    int stamping_fd_ = -1;
    std::vector<Entry> entries_;  // by descriptor
    std::unordered_map<std::uint32_t, int> by_ports_;
    std::array<epoll_event, batch> ready_{};
};

}  // namespace hexameter::detail
