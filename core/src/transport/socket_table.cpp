// 1. `watched` is what the kernel's epoll set holds for the descriptor.
// 2. An entry has ports only while its socket is open: what `by_ports_` says beyond that is stale.
// 3. A descriptor's number comes back after a close: events carry the generation they were for.
#include "transport/socket_table.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace hexameter::detail {
namespace {

constexpr unsigned generation_shift = 32;
constexpr std::uint64_t fd_mask = 0xffffffffU;

}  // namespace

SocketTable::SocketTable() : epoll_fd_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_fd_ < 0)
        throw std::system_error(errno, std::generic_category(), "cannot make an epoll set");
    // The kernel stamps packets only while some socket wants it, and begins a little late: this
    // one wants it from the start.
    stamping_fd_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (stamping_fd_ >= 0) enable_receive_stamps(stamping_fd_);
}

SocketTable::~SocketTable() {
    if (stamping_fd_ >= 0) ::close(stamping_fd_);
    ::close(epoll_fd_);
}

SocketTable::Entry& SocketTable::entry(int fd) {
    const auto index = static_cast<std::size_t>(fd);
    if (index >= entries_.size()) entries_.resize(index + 1);
    return entries_[index];
}

int SocketTable::open(int family, int type, int protocol) {
    const int fd = socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
    if (fd < 0) return fd;
    enable_receive_stamps(fd);
    entry(fd).socket = std::make_unique<CurlSocket>(fd);
    return fd;
}

void SocketTable::close(int fd) {
    Entry& closed = entry(fd);
    closed.socket.reset();
    closed.watched = 0;
    closed.ports = 0;
    ++closed.generation;
    ::close(fd);
}

void SocketTable::watch(int fd, std::uint32_t events) {
    Entry& watched = entry(fd);
    if (watched.watched == events) return;
    epoll_event event{};
    event.events = events;
    event.data.u64 = (static_cast<std::uint64_t>(watched.generation) << generation_shift) |
                     static_cast<std::uint32_t>(fd);
    int operation = EPOLL_CTL_MOD;
    if (events == 0) operation = EPOLL_CTL_DEL;
    if (watched.watched == 0) operation = EPOLL_CTL_ADD;
    int failed = epoll_ctl(epoll_fd_, operation, fd, &event);
    // A descriptor that libcurl opened and closed by itself leaves the set behind our back.
    if (failed != 0 && errno == ENOENT && operation == EPOLL_CTL_MOD)
        failed = epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, fd, &event);
    watched.watched = failed == 0 ? events : 0;
}

CurlSocket* SocketTable::find(int fd) const {
    const auto index = static_cast<std::size_t>(fd);
    return fd >= 0 && index < entries_.size() ? entries_[index].socket.get() : nullptr;
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

std::span<const epoll_event> SocketTable::ready() {
    const int count = epoll_wait(epoll_fd_, ready_.data(), static_cast<int>(ready_.size()), 0);
    return {ready_.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

std::optional<ReadySocket> SocketTable::look_up(const epoll_event& event) const {
    const auto index = static_cast<std::size_t>(event.data.u64 & fd_mask);
    const Entry& found = entries_[index];
    if (found.watched == 0 || found.generation != event.data.u64 >> generation_shift)
        return std::nullopt;
    return ReadySocket{static_cast<int>(index), found.socket.get(), event.events};
}

}  // namespace hexameter::detail
