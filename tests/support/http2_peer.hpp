// The server's side of HTTP/2 on one connection of a FaultServer, by nghttp2: the script says which
// frames go out when.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "support/fault_server.hpp"

struct nghttp2_session;

namespace hexameter::testing {

struct Http2Request {
    std::int32_t stream = 0;
    std::map<std::string, std::string> headers;  // ":path" and its like too
    std::string body;
};

// Thread: the connection's. Does not own it.
class Http2Peer {
  public:
    explicit Http2Peer(FaultConnection& connection);
    Http2Peer(const Http2Peer&) = delete;
    Http2Peer& operator=(const Http2Peer&) = delete;

    // Waits for a whole request; nothing when the client closed.
    [[nodiscard]] std::optional<Http2Request> read_request();

    // Waits until the client has reset the stream; false when it closed the connection.
    [[nodiscard]] bool wait_reset(std::int32_t stream);

    // Each sends its frame at once.
    void head(std::int32_t stream, int status,
              const std::map<std::string, std::string>& headers = {});
    void data(std::int32_t stream, std::string_view bytes, bool last = false);
    void reset(std::int32_t stream, std::uint32_t error_code);
    void go_away(std::int32_t last_stream, std::uint32_t error_code = 0);

  private:
    struct Calls;

    // Takes what comes next; false at the end.
    bool receive();
    void flush();

    FaultConnection& connection_;
    std::shared_ptr<nghttp2_session> session_;
    std::map<std::int32_t, Http2Request> open_;
    std::deque<Http2Request> whole_;
    std::map<std::int32_t, std::uint32_t> resets_;
};

// Answers every request with a head and one piece of body.
[[nodiscard]] FaultServer::Script serve_http2(std::string body);

}  // namespace hexameter::testing
