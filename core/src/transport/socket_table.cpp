// An entry has ports only while its socket is open: what `by_ports_` says beyond that is stale.
#include "transport/socket_table.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace hexameter::detail {

SocketTable::Entry& SocketTable::entry(int fd) {
    const auto index = static_cast<std::size_t>(fd);
    if (index >= entries_.size()) entries_.resize(index + 1);
    return entries_[index];
}

int SocketTable::open(int family, int type, int protocol) {
    const int fd = socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
    if (fd < 0) return fd;
    enable_receive_stamps(fd);
    entry(fd) = {};
    entry(fd).socket = std::make_unique<CurlSocket>(fd);
    return fd;
}

void SocketTable::close(int fd) {
    Entry& closed = entry(fd);
    closed.socket.reset();
    closed.ports = 0;
    watched_.forget(fd);
    ::close(fd);
}

CurlSocket* SocketTable::find(int fd) const {
    const auto index = static_cast<std::size_t>(fd);
    return fd >= 0 && index < entries_.size() ? entries_[index].socket.get() : nullptr;
}

// A frame begins with its length, below 65536: a byte of 0, which no text begins with.
void SocketTable::look(int fd) {
    Entry& seen = entry(fd);
    if (std::exchange(seen.looked, true)) return;
    char first = 1;
    seen.frame = recv(fd, &first, 1, MSG_PEEK | MSG_DONTWAIT) == 1 && first == 0;
}

bool SocketTable::began_with_frame(int fd) const {
    const auto index = static_cast<std::size_t>(fd);
    return fd >= 0 && index < entries_.size() && entries_[index].frame;
}

void SocketTable::note_ports(int fd, std::uint32_t ports) {
    entry(fd).ports = ports;
    by_ports_[ports] = fd;
}

int SocketTable::find_by_ports(std::uint32_t ports) const {
    const auto found = by_ports_.find(ports);
    if (found == by_ports_.end()) return -1;
    return entries_[static_cast<std::size_t>(found->second)].ports == ports ? found->second : -1;
}

}  // namespace hexameter::detail
