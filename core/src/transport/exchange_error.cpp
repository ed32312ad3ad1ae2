// No message repeats what a request or a reply carried: they may hold keys.
#include "transport/exchange_error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

#include "transport/file_limit.hpp"
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

Error connect_error(const ExchangeFailure& failure, const std::string& peer) {
    if (failure.open_errno == EMFILE || failure.open_errno == ENFILE)
        return {ErrorCode::transport,
                fmt::format("no file descriptor left for a connection to {} ({}; the limit is {}): "
                            "lower the concurrency or raise `ulimit -n`",
                            peer, words_of(failure.open_errno), file_limit())};
    if (failure.open_errno != 0)
        return {ErrorCode::transport, fmt::format("no socket for a connection to {} ({})", peer,
                                                  words_of(failure.open_errno))};
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
    std::string peer = Url(failure.url).peer();
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
            return broken(
                fmt::format("{} closed the connection without a reply: look into the "
                            "server's log",
                            peer));
        case ExchangeFault::not_http:
            return broken(
                fmt::format("what {} answered is not HTTP: is this the right port?", peer));
        case ExchangeFault::broken:
            break;
    }
    return broken(
        fmt::format("the connection to {} broke ({}) after {} body bytes: look into the "
                    "server's log",
                    peer, failure.os_errno != 0 ? words_of(failure.os_errno) : failure.cause,
                    failure.body_bytes));
}

Error head_error(std::string_view url) {
    return {ErrorCode::transport,
            fmt::format("{} sent a head of more than 256 KiB, or one with a line of more than 100 "
                        "KiB: is this the right server?",
                        Url(url).peer())};
}

Error stall_error(std::string_view url, std::uint64_t stall_ms) {
    return {ErrorCode::timeout,
            fmt::format("no byte from {} for {} ms (limits.stall_ms): the server stalled, or the "
                        "limit is too short for this model",
                        Url(url).peer(), stall_ms)};
}

}  // namespace hexameter::detail
