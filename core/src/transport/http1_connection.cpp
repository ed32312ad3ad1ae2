#include "transport/http1_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace hexameter::detail {

Http1Connection::Http1Connection(EpollSet& set, int fd) : set_(set), fd_(fd), reader_(fd) {}

Http1Connection::~Http1Connection() {
    set_.forget(fd_);
    ::close(fd_);
}

int Http1Connection::open_socket(const SocketAddress& address) {
    const int fd =
        ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return fd;
    enable_receive_stamps(fd);  // a Unix socket gives none, and has no Nagle to switch off
    const int on = 1;
    static_cast<void>(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
    return fd;
}

Http1Connection::Progress Http1Connection::connect(const SocketAddress& address) {
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0)
        return Progress::done;
    if (errno != EINPROGRESS) return Progress::failed;
    set_.watch(fd_, EPOLLOUT);
    return Progress::waiting;
}

int Http1Connection::finish_connect() {
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

bool Http1Connection::quiet() const {
    char byte = 0;
    return recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

void Http1Connection::begin_request(Instant sent, bool bodyless_reply) {
    ++requests_;
    sent_bytes_ = 0;
    send_error_ = 0;
    reader_.request_left(sent);
    reply_.begin(bodyless_reply);
}

Http1Connection::Progress Http1Connection::send(std::string_view head, std::string_view body) {
    while (sent_bytes_ < head.size() + body.size()) {
        const std::string_view head_left = head.substr(std::min(sent_bytes_, head.size()));
        const std::string_view body_left =
            body.substr(sent_bytes_ - (head.size() - head_left.size()));
        std::array<iovec, 2> parts{{{const_cast<char*>(head_left.data()), head_left.size()},
                                    {const_cast<char*>(body_left.data()), body_left.size()}}};
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = parts.size();
        const ssize_t sent = sendmsg(fd_, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EAGAIN) {
            set_.watch(fd_, EPOLLIN | EPOLLOUT);
            return Progress::waiting;
        }
        if (sent < 0) {
            // The reply may tell why: it is read first.
            send_error_ = errno;
            set_.watch(fd_, EPOLLIN);
            return Progress::failed;
        }
        sent_bytes_ += static_cast<std::size_t>(sent);
    }
    set_.watch(fd_, EPOLLIN);
    return Progress::done;
}

void Http1Connection::rest() {
    set_.watch(fd_, EPOLLIN);
}

}  // namespace hexameter::detail
