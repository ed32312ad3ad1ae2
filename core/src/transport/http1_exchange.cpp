#include "transport/http1_exchange.hpp"

#include <algorithm>

namespace hexameter::detail {
namespace {

// How long an address may keep silent while there is another (RFC 8305, section 5).
constexpr std::chrono::milliseconds patience{250};

Instant after(Instant begin, std::uint64_t ms) {
    constexpr std::uint64_t endless_ms = 366ULL * 24 * 3600 * 1000;
    if (ms == 0 || ms > endless_ms) return Instant::max();
    return begin + std::chrono::milliseconds(ms);
}

}  // namespace

void Http1Exchange::let_go_of_request() {
    head = {};
    request.headers = {};
    request.body = {};
}

Instant Http1Exchange::due() const {
    if (handler == nullptr) return Instant::max();
    const Instant whole = after(begun, request.total_ms);
    if (sent) return std::min(whole, after(last_byte, request.stall_ms));
    const bool more = fd >= 0 && addresses && address + 1 < addresses->size();
    const Instant next = more ? address_since + patience : again_at.value_or(Instant::max());
    return std::min({whole, after(connecting_since, request.connect_ms), next});
}

bool Http1Exchange::may_go_on(Instant at) const {
    return !sent && at < after(begun, request.total_ms) &&
           at < after(connecting_since, request.connect_ms);
}

Error Http1Exchange::overdue() const {
    if (sent && after(last_byte, request.stall_ms) < after(begun, request.total_ms))
        return stall_error(request);
    const bool connecting =
        !sent && after(connecting_since, request.connect_ms) < after(begun, request.total_ms);
    return failure(connecting ? ExchangeFault::connect_timeout : ExchangeFault::total_timeout);
}

Error Http1Exchange::failure(ExchangeFault fault, int os_errno, const char* cause) const {
    ExchangeFailure failure;
    failure.fault = fault;
    failure.os_errno = os_errno;
    failure.cause = cause;
    failure.peer = peer_of(request);
    failure.unix_socket = request.way().unix_socket;
    failure.connect_ms = request.connect_ms;
    failure.total_ms = request.total_ms;
    failure.body_bytes = body_bytes;
    failure.sent = sent.has_value();
    // Without a descriptor, none could be opened.
    if (fault == ExchangeFault::no_connection && fd < 0) failure.open_errno = os_errno;
    return exchange_error(failure);
}

}  // namespace hexameter::detail
