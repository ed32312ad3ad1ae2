// The sockets of one curl multi handle: how their bytes came, and which request went over which.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "transport/curl_socket.hpp"
#include "transport/epoll_set.hpp"

namespace hexameter::detail {

// Thread: one.
class SocketTable {
  public:
    explicit SocketTable(EpollSet& watched) : watched_(watched) {}

    // A new non-blocking socket with receive stamps, or -1 with errno set.
    [[nodiscard]] int open(int family, int type, int protocol);
    void close(int fd);

    // The socket that open() made, or null.
    [[nodiscard]] CurlSocket* find(int fd) const;

    // Looks once at what came first over a socket, before it is read.
    void look(int fd);

    // It was a frame of HTTP/2, as far as is known. Holds past close().
    [[nodiscard]] bool began_with_frame(int fd) const;

    // Notes, and finds again, a connection by its ports: libcurl names no descriptor when it sends
    // a request over a kept connection. -1 when it is not known.
    void note_ports(int fd, std::uint32_t ports);
    [[nodiscard]] int find_by_ports(std::uint32_t ports) const;

  private:
    struct Entry {
        std::unique_ptr<CurlSocket> socket;
        std::uint32_t ports = 0;
        bool looked = false;
        bool frame = false;
    };

    Entry& entry(int fd);

    EpollSet& watched_;
    std::vector<Entry> entries_;  // by descriptor
    std::unordered_map<std::uint32_t, int> by_ports_;
};

}  // namespace hexameter::detail
