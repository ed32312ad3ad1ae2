// One interface for everything that carries a request to a server and its reply back.
//
// Life of an exchange, all on the loop's thread:
//   start -> on_sent (once per attempt that leaves) -> on_head -> on_body* -> on_end (always, once)
// start never calls back before it returns. After on_end the handler may be destroyed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hexameter/connection.hpp"
#include "hexameter/error.hpp"
#include "hexameter/timeline.hpp"

namespace hexameter::detail {

using Header = std::pair<std::string, std::string>;

struct HttpRequest {
    std::string method;
    std::string url;              // absolute
    std::vector<Header> headers;  // in order, repeats allowed
    std::string body;
    std::uint64_t connect_ms = 0;                 // limits; 0 = none
    std::uint64_t stall_ms = 0;                   // longest silence once the request was sent
    std::uint64_t total_ms = 0;                   // from `begun` to end
    std::optional<Instant> begun = std::nullopt;  // start(), where it is not told
    const Connection* connection = nullptr;       // outlives the exchange; null: the default
    std::uint64_t max_body_bytes = 1ULL << 30U;   // of the reply

    [[nodiscard]] const Connection& way() const {
        static const Connection usual;
        return connection != nullptr ? *connection : usual;
    }
};

// When bytes came, and how sure that is.
struct WireStamp {
    Instant at;
    TimingSource source = TimingSource::host_wire;
    bool coalesced = false;
};

struct HttpHead {
    int status = 0;
    std::string headers;  // "name: value\n" each, names in lower case; final response only
    bool http2 = false;   // else HTTP/1.x
};

enum class BodyVerdict {
    more,      // go on reading
    complete,  // the reply is whole: on_end follows at once, the connection drains apart
    stop       // cut it now
};

struct ExchangeEnd {
    Instant at;
    bool clean = false;    // the reply arrived whole, or the handler said complete
    bool stopped = false;  // the handler said stop, or cancel() was called
    bool new_connection = false;
    bool replied = false;  // a byte of a reply came: the server may have done the work
    Error error;           // transport or timeout, when not clean; says what to do
};

class ExchangeHandler {
  public:
    virtual ~ExchangeHandler() = default;
    // `again`: why it is sent once more; empty the first time. Valid during the call.
    virtual void on_sent(Instant at, std::string_view again) = 0;
    virtual void on_head(const HttpHead& head, const WireStamp& stamp) = 0;
    virtual BodyVerdict on_body(std::span<const std::uint8_t> bytes, const WireStamp& stamp) = 0;
    virtual void on_end(const ExchangeEnd& end) = 0;
};

using ExchangeId = std::uint64_t;

class Transport {
  public:
    virtual ~Transport() = default;

    // Begins an exchange. Thread: the loop's. The handler must live until its on_end.
    virtual ExchangeId start(HttpRequest request, ExchangeHandler& handler) = 0;

    // Cuts an exchange; on_end follows, never from inside this call. Unknown ids are ignored.
    // Thread: the loop's.
    virtual void cancel(ExchangeId id) = 0;
};

}  // namespace hexameter::detail
