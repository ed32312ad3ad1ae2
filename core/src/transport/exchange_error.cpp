// No message repeats what a request or a reply carried: they may hold keys.
#include "transport/exchange_error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <sstream>
#include <string_view>
#include <system_error>

#include "transport/file_limit.hpp"
#include "transport/header_text.hpp"
#include "transport/url.hpp"

namespace hexameter::detail {
namespace {

std::string words_of(int os_errno) {
    return std::generic_category().message(os_errno);
}

Error connect_timeout(const ExchangeFailure& failure, const std::string& peer) {
    return {ErrorCode::timeout,
            fmt::format("no connection to {} within {} ms (limits.connect_ms): is the server "
                        "running and reachable from here, or is the limit too short?",
                        peer, failure.connect_ms)};
}

Error total_timeout(const ExchangeFailure& failure, const std::string& peer) {
    if (!failure.sent)
        return {ErrorCode::timeout,
                fmt::format("there was no connection to {} yet after {} ms (limits.total_ms): is "
                            "the server running and reachable from here, or is the limit too "
                            "short?",
                            peer, failure.total_ms)};
    return {ErrorCode::timeout,
            fmt::format("{} had not finished after {} ms (limits.total_ms), {} body bytes came: "
                        "the server is slow, or the limit is too short for this model",
                        peer, failure.total_ms, failure.body_bytes)};
}

Error unix_error(const ExchangeFailure& failure, const std::string& peer) {
    const auto error = [&](std::string_view advice) {
        return Error(ErrorCode::transport, fmt::format("cannot connect to {} ({}): {}", peer,
                                                       words_of(failure.os_errno), advice));
    };
    std::error_code ignored;
    const auto status = std::filesystem::status(failure.unix_socket, ignored);
    if (failure.os_errno == ENOENT)
        return error("nothing is there: is the server running, and is this its path?");
    if (failure.os_errno == EACCES)
        return error("this user may not open it: look at the rights of the socket and its folders");
    if (failure.os_errno == ECONNREFUSED && !std::filesystem::is_socket(status))
        return error("what is there is no socket");
    if (failure.os_errno == ECONNREFUSED)
        return error("nobody listens there: is the server running?");
    return error("check the path, and whether the server runs");
}

// Where a server that speaks TLS only may be behind it.
std::string tls_hint(const ExchangeFailure& failure) {
    return failure.tls ? "" : "; if it speaks https on this port, write https://";
}

Error no_reply(const ExchangeFailure& failure, const std::string& peer) {
    return {ErrorCode::transport,
            fmt::format("{} {} without a reply: look into the server's log{}", peer,
                        failure.os_errno == 0
                            ? "closed the connection"
                            : fmt::format("broke the connection ({})", words_of(failure.os_errno)),
                        tls_hint(failure))};
}

Error connect_error(const ExchangeFailure& failure, const std::string& peer) {
    if (failure.open_errno == EMFILE || failure.open_errno == ENFILE)
        return {ErrorCode::transport,
                fmt::format("no file descriptor left for a connection to {} ({}; the limit is {}): "
                            "lower the concurrency or raise `ulimit -n`",
                            peer, words_of(failure.open_errno), file_limit())};
    if (failure.open_errno != 0)
        return {ErrorCode::transport, fmt::format("no socket for a connection to {} ({})", peer,
                                                  words_of(failure.open_errno))};
    if (!failure.unix_socket.empty()) return unix_error(failure, peer);
    if (failure.os_errno == ECONNREFUSED)
        return {ErrorCode::transport,
                fmt::format("{} refused the connection: is the server running, and is this its "
                            "port?",
                            peer)};
    return {ErrorCode::transport,
            fmt::format("cannot connect to {} ({}): check the address, the network and whether "
                        "the server runs",
                        peer, failure.os_errno != 0 ? words_of(failure.os_errno) : "no answer")};
}

}  // namespace

Error exchange_error(const ExchangeFailure& failure) {
    std::string peer = failure.peer;
    const bool unconnected = failure.fault == ExchangeFault::no_connection ||
                             failure.fault == ExchangeFault::connect_timeout;
    if (unconnected && !failure.proxy.empty())
        peer += fmt::format(" (or the proxy that {} names)", failure.proxy);
    const auto broken = [](std::string words) {
        return Error(ErrorCode::transport, std::move(words));
    };
    switch (failure.fault) {
        case ExchangeFault::connect_timeout:
            return connect_timeout(failure, peer);
        case ExchangeFault::total_timeout:
            return total_timeout(failure, peer);
        case ExchangeFault::gave_up:
            return {ErrorCode::timeout,
                    fmt::format("the system gave up on {} ({}): is it reachable from here?", peer,
                                words_of(ETIMEDOUT))};
        case ExchangeFault::no_connection:
            return connect_error(failure, peer);
        case ExchangeFault::unknown_host:
            return broken(
                fmt::format("the name of {} was not found: check the spelling in the URL "
                            "and the name server",
                            peer));
        case ExchangeFault::cut:
            return broken(
                fmt::format("{} closed the connection before its reply was whole ({} "
                            "body bytes came): the server or a proxy gave up, look into "
                            "its log",
                            peer, failure.body_bytes));
        case ExchangeFault::no_reply:
            return no_reply(failure, peer);
        case ExchangeFault::not_http:
            return broken(fmt::format("what {} answered is not HTTP: is this the right port{}?",
                                      peer, failure.tls ? "" : ", or does it speak https there"));
        case ExchangeFault::bad_http:
            return broken(
                fmt::format("{} sent a reply that breaks HTTP/1.1 ({}) after {} body bytes: look "
                            "at the server, or at a proxy before it",
                            peer, failure.cause, failure.body_bytes));
        case ExchangeFault::broken:
            break;
    }
    return broken(
        fmt::format("the connection to {} broke ({}) after {} body bytes: look into the "
                    "server's log",
                    peer, failure.os_errno != 0 ? words_of(failure.os_errno) : failure.cause,
                    failure.body_bytes));
}

std::string peer_of(const HttpRequest& request) {
    const auto& socket = request.way().unix_socket;
    return socket.empty() ? Url(request.url).peer() : "the Unix socket " + socket.string();
}

Error head_error(const HttpRequest& request) {
    return {ErrorCode::transport,
            fmt::format("{} sent a head of more than 256 KiB, or one with a line of more than 100 "
                        "KiB: is this the right server?",
                        peer_of(request))};
}

Error body_error(const HttpRequest& request) {
    return {ErrorCode::limit, fmt::format("{} sent more than {} bytes of body, the most that is "
                                          "read of one reply: look at what the server sends",
                                          peer_of(request), request.max_body_bytes)};
}

Error refused_error(const HttpRequest& request, unsigned times) {
    return {ErrorCode::transport,
            fmt::format("{} refused the request over HTTP/2 (REFUSED_STREAM) {}, each time "
                        "without working on it: it is stopping, or takes fewer at a time; lower "
                        "the concurrency, or look into its log",
                        peer_of(request),
                        times == 1 ? std::string("once") : fmt::format("{} times", times))};
}

Error stall_error(const HttpRequest& request) {
    return {ErrorCode::timeout,
            fmt::format("no byte from {} for {} ms (limits.stall_ms): the server stalled, or the "
                        "limit is too short for this model",
                        peer_of(request), request.stall_ms)};
}

std::optional<Error> head_fault(const HttpRequest& request, const HttpHead& head) {
    constexpr std::string_view name = "transfer-encoding: ";
    std::istringstream lines(head.headers);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(name)) continue;
        const auto coding = line.substr(name.size());
        if (equal_names(coding, "chunked") || equal_names(coding, "identity")) continue;
        return Error(ErrorCode::remote,
                     fmt::format("{} answered HTTP {} with Transfer-Encoding: {}, which nobody "
                                 "asked for: switch compression off in the server, or in a proxy "
                                 "before it",
                                 peer_of(request), head.status, coding.substr(0, 40)));
    }
    return std::nullopt;
}

}  // namespace hexameter::detail
