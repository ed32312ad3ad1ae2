// What failures of exchanges mean to a person, in words that say what to check.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "transport/transport.hpp"

namespace hexameter::detail {

enum class ExchangeFault {
    unknown_host,
    no_connection,
    connect_timeout,  // connect_ms passed
    total_timeout,    // total_ms passed
    gave_up,          // the system's own limit
    no_reply,         // ended without a byte
    cut,              // closed before the reply was whole
    broken,           // everything else that happens to a connection
    not_http,
    bad_http  // `cause` says how
};

// The circumstances of a failed exchange.
struct ExchangeFailure {
    ExchangeFault fault = ExchangeFault::broken;
    std::string peer;   // peer_of()
    std::string cause;  // of `bad_http`, of `broken` where os_errno is 0
    std::string proxy;  // the variable of the environment that names one, where it may be asked
    std::uint64_t connect_ms = 0;
    std::uint64_t total_ms = 0;
    std::uint64_t body_bytes = 0;
    int open_errno = 0;  // why no socket could be opened
    int os_errno = 0;
    bool sent = false;
    bool tls = false;  // the URL is one of https
    std::filesystem::path unix_socket;
};

inline constexpr std::string_view kept_ended =
    "the kept connection ended without a reply; sent again over a fresh one";

// Who was asked: "127.0.0.1:8080", or "the Unix socket /run/lab.sock".
[[nodiscard]] std::string peer_of(const HttpRequest& request);

// Error{transport} or {timeout}.
[[nodiscard]] Error exchange_error(const ExchangeFailure& failure);
[[nodiscard]] Error head_error(const HttpRequest& request);
[[nodiscard]] Error body_error(const HttpRequest& request);
[[nodiscard]] Error refused_error(const HttpRequest& request, unsigned times);
[[nodiscard]] Error stall_error(const HttpRequest& request);

// What makes the body behind a final head unreadable, if so: a transfer coding that nobody asked
// for.
[[nodiscard]] std::optional<Error> head_fault(const HttpRequest& request, const HttpHead& head);

}  // namespace hexameter::detail
