// 1. Each connection's descriptor is closed by its own thread, under the server's mutex, so that
//    the destructor never shuts down a number that means another socket by now.
// 2. SO_LINGER and shutdown() end every blocking call, pause() among them.
#include "support/fault_server.hpp"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace hexameter::testing {
namespace {

constexpr std::string_view head_end = "\r\n\r\n";

std::string lower(std::string_view text) {
    std::string copy(text);
    std::transform(copy.begin(), copy.end(), copy.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return copy;
}

int listening_socket() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(fd, SOMAXCONN) != 0)
        throw std::runtime_error("the fault server cannot listen on 127.0.0.1");
    return fd;
}

int listening_socket(const std::filesystem::path& path) {
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.native().copy(&address.sun_path[0], sizeof address.sun_path - 1);
    if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(fd, SOMAXCONN) != 0)
        throw std::runtime_error("the fault server cannot listen at " + path.string());
    return fd;
}

std::uint16_t port_of(int fd) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("the fault server has no port");
    return ntohs(address.sin_port);
}

}  // namespace

std::string ReceivedRequest::header(std::string_view name) const {
    const std::string wanted = "\r\n" + lower(name) + ":";
    const auto at = lower(head).find(wanted);
    if (at == std::string::npos) return {};
    const auto begin = head.find_first_not_of(' ', at + wanted.size());
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

FaultConnection::FaultConnection(int fd, std::size_t index, const TlsIdentity& identity)
    : fd_(fd), index_(index) {
    if (identity) tls_.emplace(fd, identity);
}

std::optional<ReceivedRequest> FaultConnection::read_request() {
    ReceivedRequest request;
    std::size_t wanted_bytes = std::string::npos;
    while (unread_.size() < wanted_bytes) {
        const auto end = unread_.find(head_end);
        if (wanted_bytes == std::string::npos && end != std::string::npos) {
            request.head = unread_.substr(0, end + head_end.size());
            const std::string length = request.header("content-length");
            wanted_bytes = request.head.size() + (length.empty() ? 0 : std::stoull(length));
            continue;
        }
        std::array<char, 65536> buffer{};
        const ssize_t got = receive(buffer.data(), buffer.size());
        if (got <= 0) return std::nullopt;
        unread_.append(buffer.data(), static_cast<std::size_t>(got));
    }
    request.body = unread_.substr(request.head.size(), wanted_bytes - request.head.size());
    unread_.erase(0, wanted_bytes);
    const auto first = request.head.find(' ');
    request.method = request.head.substr(0, first);
    request.target = request.head.substr(first + 1, request.head.find(' ', first + 1) - first - 1);
    return request;
}

ssize_t FaultConnection::receive(char* bytes, std::size_t most_bytes) {
    return tls_ ? tls_->receive(bytes, most_bytes) : recv(fd_, bytes, most_bytes, 0);
}

bool FaultConnection::read_some() {
    std::array<char, 65536> buffer{};
    return recv(fd_, buffer.data(), buffer.size(), 0) > 0;
}

bool FaultConnection::wait_readable() {
    char byte = 0;
    return recv(fd_, &byte, 1, MSG_PEEK) > 0;
}

bool FaultConnection::send(std::string_view bytes) {
    return tls_ ? send_all(fd_, tls_->records_of(bytes)) : send_all(fd_, bytes);
}

bool FaultConnection::send_together(std::initializer_list<std::string_view> parts) {
    std::string records;
    for (const auto part : parts) records += tls_.value().records_of(part);
    return send_all(fd_, records);
}

bool FaultConnection::send_halves(std::string_view bytes, const std::function<void()>& between) {
    const std::string record = tls_.value().records_of(bytes);
    const std::size_t half = record.size() / 2;
    if (!send_all(fd_, record.substr(0, half))) return false;
    between();
    return send_all(fd_, record.substr(half));
}

void FaultConnection::wait_acknowledged() {
    int unacknowledged_bytes = 1;
    pollfd gone{fd_, 0, 0};
    while (ioctl(fd_, SIOCOUTQ, &unacknowledged_bytes) == 0 && unacknowledged_bytes > 0 &&
           poll(&gone, 1, 0) == 0)
        std::this_thread::yield();
}

std::uint32_t FaultConnection::repeated_segments() const {
    tcp_info info{};
    socklen_t size = sizeof info;
    getsockopt(fd_, IPPROTO_TCP, TCP_INFO, &info, &size);
    return info.tcpi_total_retrans;
}

bool FaultConnection::pause(std::chrono::milliseconds time) {
    pollfd client{fd_, POLLRDHUP, 0};
    return poll(&client, 1, static_cast<int>(time.count())) == 0;
}

void FaultConnection::wait_closed() {
    std::array<char, 4096> buffer{};
    while (recv(fd_, buffer.data(), buffer.size(), 0) > 0) {
    }
}

void FaultConnection::reset() {
    // Disconnecting is what sends a reset at once; closing waits for the script to return.
    const linger hard{1, 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    sockaddr none{};
    none.sa_family = AF_UNSPEC;
    connect(fd_, &none, sizeof none);
}

void FaultConnection::finish_sending() {
    if (tls_) send_all(fd_, tls_->close_notify());
    shutdown(fd_, SHUT_WR);
}

struct FaultServer::Impl {
    Impl(Script the_script, TlsIdentity the_identity)
        : script(std::move(the_script)),
          identity(std::move(the_identity)),
          listener(listening_socket()),
          port(port_of(listener)) {}

    Impl(Script the_script, const std::filesystem::path& the_path)
        : script(std::move(the_script)), listener(listening_socket(the_path)), path(the_path) {}

    void accept_all();
    void serve(int fd, std::size_t index);

    Script script;
    TlsIdentity identity;
    int listener;
    std::uint16_t port = 0;
    std::filesystem::path path;
    mutable std::mutex mutex;  // of what follows
    std::list<int> open;
    std::vector<std::thread> threads;
    bool stopping = false;
    std::thread acceptor;
};

void FaultServer::Impl::accept_all() {
    for (;;) {
        const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0 && (errno == EMFILE || errno == ECONNABORTED || errno == EINTR)) {
            std::this_thread::yield();
            continue;
        }
        if (fd < 0) return;
        const int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const std::lock_guard lock(mutex);
        if (stopping) {
            ::close(fd);
            return;
        }
        open.push_back(fd);
        threads.emplace_back([this, fd, index = threads.size()] { serve(fd, index); });
    }
}

void FaultServer::Impl::serve(int fd, std::size_t index) {
    FaultConnection connection(fd, index, identity);
    if (connection.ready()) script(connection);
    const std::lock_guard lock(mutex);
    open.remove(fd);
    ::close(fd);
}

FaultServer::FaultServer(Script script, TlsIdentity identity)
    : impl_(std::make_unique<Impl>(std::move(script), std::move(identity))) {
    impl_->acceptor = std::thread([this] { impl_->accept_all(); });
}

FaultServer::FaultServer(Script script, const std::filesystem::path& unix_socket)
    : impl_(std::make_unique<Impl>(std::move(script), unix_socket)) {
    impl_->acceptor = std::thread([this] { impl_->accept_all(); });
}

FaultServer::~FaultServer() {
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->stopping = true;
        shutdown(impl_->listener, SHUT_RDWR);
        for (const int fd : impl_->open) shutdown(fd, SHUT_RDWR);
    }
    impl_->acceptor.join();
    for (auto& thread : impl_->threads) thread.join();
    ::close(impl_->listener);
    if (!impl_->path.empty()) std::filesystem::remove(impl_->path);
}

std::uint16_t FaultServer::port() const {
    return impl_->port;
}

std::string FaultServer::url(std::string_view target) const {
    const std::string scheme = impl_->identity ? "https" : "http";
    return scheme + "://127.0.0.1:" + std::to_string(impl_->port) + std::string(target);
}

std::size_t FaultServer::connections() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->threads.size();
}

std::uint16_t closed_port() {
    const int fd = listening_socket();
    const std::uint16_t port = port_of(fd);
    ::close(fd);
    return port;
}

}  // namespace hexameter::testing
