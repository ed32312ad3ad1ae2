// The sockets of one transport, watched by one epoll set that the loop watches in its turn: a batch
// of ready sockets costs a handful of system calls, where one Asio wait each would cost one per
// event.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hexameter::detail {

struct ReadyFd {
    int fd = -1;
    std::uint32_t events = 0;  // EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP
};

// Thread: one. Level triggered.
class EpollSet {
  public:
    EpollSet();  // throws std::system_error when there is no descriptor left
    ~EpollSet();
    EpollSet(const EpollSet&) = delete;
    EpollSet& operator=(const EpollSet&) = delete;

    // Readable when a watched descriptor is ready.
    [[nodiscard]] int poll_fd() const { return epoll_fd_; }

    // What to wait for (EPOLLIN, EPOLLOUT); 0 = nothing.
    void watch(int fd, std::uint32_t events);

    // The descriptor is about to be closed; its number may come back.
    void forget(int fd);

    // What is ready now, at most a small batch; valid until the next call. current() is nothing
    // for an entry that was forgotten or is no longer watched by the time it is looked at.
    [[nodiscard]] std::span<const epoll_event> ready();
    [[nodiscard]] std::optional<ReadyFd> current(const epoll_event& event) const;

  private:
    struct Entry {
        std::uint32_t watched = 0;
        std::uint32_t generation = 0;  // grows whenever the descriptor is forgotten
    };

    Entry& entry(int fd);

    static constexpr std::size_t batch = 16;  // longer batches make timers late

    int epoll_fd_ = -1;
    std::vector<Entry> entries_;  // by descriptor
    std::array<epoll_event, batch> ready_{};
};

}  // namespace hexameter::detail
