// One exchange of the plain HTTP/1.1 transport, from start() to on_end.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "transport/address_book.hpp"
#include "transport/exchange_error.hpp"
#include "transport/http1_request.hpp"
#include "transport/socket_address.hpp"
#include "transport/transport.hpp"

namespace hexameter::detail {

// A server, and the connections to it that rest.
struct Http1Peer {
    std::string host;
    std::string port;
    Addresses unix_address;  // null: host and port tell
    std::vector<int> idle;   // descriptors, the one used last at the back
    // Kept connections that were closed soon, with none between them that carried a reply. A server
    // that announces keep-alive and closes all the same (llama.cpp's does) is not worth the try:
    // sooner or later a request is sent in vain, on the account of its TTFT.
    unsigned lost = 0;
    bool replied = false;  // since the last one that counts: many that end at once are one loss
};

// Free while `handler` is null. Used again for later exchanges.
struct Http1Exchange {
    HttpRequest request;
    std::string head;
    std::size_t bytes = 0;  // of the head and of the body, as they are to be sent
    ExchangeHandler* handler = nullptr;
    ExchangeId id = 0;
    Http1Peer* peer = nullptr;
    int fd = -1;  // its connection
    std::shared_ptr<const std::vector<SocketAddress>> addresses;
    std::size_t address = 0;          // which of them is being tried
    Instant connecting_since;         // this attempt, all addresses
    Instant address_since;            // the present address
    std::optional<Instant> again_at;  // a Unix socket had no room for one more to wait
    std::optional<Error> refusal;     // of the reply
    Instant begun;
    std::optional<Instant> sent;
    Instant last_byte;
    std::optional<Instant> completed;  // when the handler said that the reply is whole
    std::uint64_t body_bytes = 0;
    bool head_given = false;
    bool fresh = false;  // a kept connection had been closed: takes no other kept one
    bool new_connection = false;
    bool stopped = false;  // the handler hears nothing but on_end

    [[nodiscard]] ExchangeId heard_id() const { return handler != nullptr ? id : 0; }

    // The reply has begun: nothing of the request is sent again.
    void let_go_of_request();

    // When something is to be done if nothing happens; Instant::max() when nothing limits it.
    [[nodiscard]] Instant due() const;

    // Another address is there for the one that does not answer.
    [[nodiscard]] bool may_go_on(Instant at) const;

    // Which limit passed at due().
    [[nodiscard]] Error overdue() const;

    // What went wrong, in words.
    [[nodiscard]] Error failure(ExchangeFault fault, int os_errno = 0,
                                const char* cause = "") const;
};

}  // namespace hexameter::detail
