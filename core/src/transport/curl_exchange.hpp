// One exchange after another over an easy handle of libcurl's.
#pragma once

#include <curl/curl.h>

#include <optional>
#include <string>
#include <vector>

#include "transport/curl_handle.hpp"
#include "transport/deadline_queue.hpp"
#include "transport/kernel_stamp.hpp"
#include "transport/proxies.hpp"
#include "transport/socket_table.hpp"
#include "transport/transport.hpp"
#include "transport/trusted_roots.hpp"

namespace hexameter::detail {

// What all exchanges of a transport share; outlives them.
struct CurlShared {
    EpollSet watched;
    SocketTable sockets{watched};
    WallClock clock;
    DeadlineQueue deadlines;
    Proxies proxies;
    std::vector<std::uint32_t> completed;  // slots whose handler said that the reply is whole
    TrustedRoots roots;
};

// Life: begin -> (libcurl's callbacks: sent, head, body) -> take_end -> release -> begin ...
// Between take_end and release it may drain: the handler has had all that it wants, and what is
// left of the reply is read so that the connection can carry the next request. Thread: the loop's.
class CurlExchange {
  public:
    CurlExchange(CurlShared& shared, std::uint32_t slot);
    CurlExchange(const CurlExchange&) = delete;
    CurlExchange& operator=(const CurlExchange&) = delete;

    // Makes the handle ready for curl_multi_add_handle.
    void begin(HttpRequest request, ExchangeHandler& handler, ExchangeId id);

    // Why the request cannot be sent at all, if so; known after begin().
    [[nodiscard]] const std::optional<Error>& refusal() const { return refusal_; }

    // The request goes, or went, over this socket, of which libcurl now awaits these events.
    void attach(int fd, std::uint32_t events);

    // From now on the handler hears nothing but on_end.
    void stop() { stopped_ = true; }

    // When a silent exchange is to be ended; Instant::max() when nothing limits it.
    [[nodiscard]] Instant due() const;

    // Whether the request never left, or never reached the server because a kept connection had
    // been closed at its other end meanwhile. Then the handle is ready to be added once more.
    [[nodiscard]] bool goes_again(CURLcode result);

    // The exchange is cut: its stream of HTTP/2 ends, and the connection too where no other stream
    // needs it. libcurl 7.88 keeps the reset of a stream back until the connection has something
    // else to say; on an idle one the server would go on with an answer that nobody reads.
    void cut();

    // The handle is out of libcurl's hands.
    void release() { busy_ = false; }

    [[nodiscard]] bool busy() const { return busy_; }

    // Whether the handler has said that the reply is whole.
    [[nodiscard]] bool complete() const { return complete_; }

    // The end as `result` and the course of the exchange make it; the handler is let go.
    // `stalled`: due() passed.
    [[nodiscard]] ExchangeEnd take_end(CURLcode result, bool stalled);

    [[nodiscard]] CURL* easy() const { return handle_.easy(); }

    [[nodiscard]] ExchangeId heard_id() const { return handler_ != nullptr ? id_ : 0; }

    [[nodiscard]] std::uint32_t slot() const { return slot_; }

    [[nodiscard]] ExchangeHandler* handler() const { return handler_; }

  private:
    static curl_socket_t on_open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
    static int on_close_socket(void* shared, curl_socket_t fd);
    static int on_request(void* self, char* peer, char* local, int peer_port, int local_port);
    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_data(char* data, std::size_t size, std::size_t count, void* self);

    void attach(int fd);
    [[nodiscard]] bool fits_connection();

    [[nodiscard]] bool connected() const { return connects() > 0; }

    [[nodiscard]] long connects() const;
    [[nodiscard]] bool may_send();
    [[nodiscard]] std::string_view why_again() const;
    [[nodiscard]] bool replied(CURLcode result) const;
    void sent(std::uint32_t ports);
    bool head_line(std::string_view line);
    bool head_end();
    bool take_body(std::span<const std::uint8_t> bytes);
    [[nodiscard]] WireStamp stamp();
    [[nodiscard]] std::optional<Nanos> total_left() const;
    [[nodiscard]] std::string proxy_variable() const;
    [[nodiscard]] std::string named_roots() const;
    [[nodiscard]] Error failure(CURLcode result);

    CurlShared& shared_;
    const std::uint32_t slot_;
    CurlHandle handle_;

    HttpRequest request_;
    ExchangeHandler* handler_ = nullptr;  // null: idle
    ExchangeId id_ = 0;
    std::optional<Error> refusal_;
    Instant begun_;  // what the limit on the whole counts from
    std::optional<Instant> sent_;
    Instant last_byte_;
    Instant completed_at_;
    HttpHead head_;
    WireStamp head_stamp_;
    std::uint64_t body_bytes_ = 0;
    unsigned sends_ = 0;
    long connects_ = 0;          // at the last of them, as libcurl counts
    bool own_ = false;           // that one went over a connection made for it
    bool refused_ = false;       // too often
    int fd_ = -1;                // the connection that the request left on
    int open_errno_ = 0;         // why no socket could be opened
    bool awaits_bytes_ = false;  // while it connects: hands are being shaken
    bool fresh_ = false;         // has been sent over a fresh connection after a closed one
    bool misfits_ = false;       // HTTP/2 was asked for in the wrong words for the connection
    bool busy_ = false;          // from begin to release
    bool head_given_ = false;
    bool complete_ = false;
    bool stopped_ = false;
};

}  // namespace hexameter::detail
