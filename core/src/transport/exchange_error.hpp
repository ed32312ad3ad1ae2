// What failures of exchanges mean to a person, in words that say what to check.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hexameter/error.hpp"

namespace hexameter::detail {

enum class ExchangeFault {
    unknown_host,
    no_connection,
    connect_timeout,  // connect_ms passed
    total_timeout,    // total_ms passed
    gave_up,          // the system's own limit
    no_reply,         // closed without a byte
    cut,              // closed before the reply was whole
    broken,           // everything else that happens to a connection
    not_http
};

// The circumstances of a failed exchange.
struct ExchangeFailure {
    ExchangeFault fault = ExchangeFault::broken;
    std::string url;
    std::string cause;  // of `broken` where os_errno is 0
    std::string proxy;  // the variable of the environment that names one, where it may be asked
    std::uint64_t connect_ms = 0;
    std::uint64_t total_ms = 0;
    std::uint64_t body_bytes = 0;
    int open_errno = 0;  // why no socket could be opened
    int os_errno = 0;
    bool sent = false;
};

// Error{transport} or {timeout}.
[[nodiscard]] Error exchange_error(const ExchangeFailure& failure);
[[nodiscard]] Error head_error(std::string_view url);
[[nodiscard]] Error stall_error(std::string_view url, std::uint64_t stall_ms);

}  // namespace hexameter::detail
