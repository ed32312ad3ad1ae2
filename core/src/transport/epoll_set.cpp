// 1. `watched` is what the kernel's epoll set holds for the descriptor.
// 2. A descriptor's number comes back after a close: events carry the generation they were for.
#include "transport/epoll_set.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace hexameter::detail {
namespace {

constexpr unsigned generation_shift = 32;
constexpr std::uint64_t fd_mask = 0xffffffffU;

}  // namespace

EpollSet::EpollSet() : epoll_fd_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_fd_ < 0)
        throw std::system_error(errno, std::generic_category(), "cannot make an epoll set");
}

EpollSet::~EpollSet() {
    ::close(epoll_fd_);
}

EpollSet::Entry& EpollSet::entry(int fd) {
    const auto index = static_cast<std::size_t>(fd);
    if (index >= entries_.size()) entries_.resize(index + 1);
    return entries_[index];
}

void EpollSet::forget(int fd) {
    Entry& forgotten = entry(fd);
    forgotten.watched = 0;
    ++forgotten.generation;
}

void EpollSet::watch(int fd, std::uint32_t events) {
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

std::span<const epoll_event> EpollSet::ready() {
    const int count = epoll_wait(epoll_fd_, ready_.data(), static_cast<int>(ready_.size()), 0);
    return {ready_.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

std::optional<ReadyFd> EpollSet::current(const epoll_event& event) const {
    const auto index = static_cast<std::size_t>(event.data.u64 & fd_mask);
    const Entry& found = entries_[index];
    if (found.watched == 0 || found.generation != event.data.u64 >> generation_shift)
        return std::nullopt;
    return ReadyFd{static_cast<int>(index), event.events};
}

}  // namespace hexameter::detail
