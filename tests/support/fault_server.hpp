// A small HTTP server on 127.0.0.1 whose script says which bytes to send when, and when to close:
// for tests of what clients do with replies that no decent server gives.
//
// The script is a function that runs once per connection, on a thread of that connection; its
// return closes the connection. Every call ends early when the server is destroyed.
//
// With an identity it speaks TLS; the script runs once hands are shaken, and its return closes the
// connection without a close_notify.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/tls_channel.hpp"

namespace hexameter::testing {

struct ReceivedRequest {
    std::string method;
    std::string target;
    std::string head;  // request line and headers, as they came
    std::string body;

    // The value of a header by its name in any case; "" when it is not there.
    [[nodiscard]] std::string header(std::string_view name) const;
};

class FaultConnection {
  public:
    FaultConnection(int fd, std::size_t index, const TlsIdentity& identity);

    // False when the client went away before the script could begin.
    [[nodiscard]] bool ready() { return !tls_ || tls_->shake_hands(); }

    // Counts the server's connections from 0.
    [[nodiscard]] std::size_t index() const { return index_; }

    // Waits for a request, its body included; nothing when the client closed.
    std::optional<ReceivedRequest> read_request();

    // As recv().
    ssize_t receive(char* bytes, std::size_t most_bytes);

    // Waits for some bytes of a request and drops them; false when the client closed.
    bool read_some();

    // Waits until bytes of a request are there and leaves them; false when the client closed.
    bool wait_readable();

    // Sends it all; false when the connection is gone. Returns once the kernel has taken it.
    bool send(std::string_view bytes);

    // TLS: each part is a record of its own, and all go in one write.
    bool send_together(std::initializer_list<std::string_view> parts);

    // TLS: sends the first half of the record that holds the bytes, and then the other.
    bool send_halves(std::string_view bytes, const std::function<void()>& between);

    // Waits until the client's kernel has acknowledged everything sent (FIN excluded): then it is
    // in the client's receive queue or read.
    void wait_acknowledged();

    // How many segments its kernel has sent again: it does when the client's is slow to
    // acknowledge.
    [[nodiscard]] std::uint32_t repeated_segments() const;

    // The pace of a slow server: waits that long, but false as soon as the client has closed.
    bool pause(std::chrono::milliseconds time);

    // Waits until the client closes, dropping what it still sends.
    void wait_closed();

    // Ends it with a TCP reset; what the client has not read may be lost.
    void reset();

    // Closes the sending side only, over TLS with a close_notify.
    void finish_sending();

  private:
    int fd_;
    std::size_t index_;
    std::optional<TlsChannel> tls_;
    std::string unread_;
};

class FaultServer {
  public:
    using Script = std::function<void(FaultConnection&)>;

    explicit FaultServer(Script script, TlsIdentity identity = {});

    // At a Unix socket, which must not exist; removed at the end.
    FaultServer(Script script, const std::filesystem::path& unix_socket);
    ~FaultServer();  // closes every connection and waits for their scripts
    FaultServer(const FaultServer&) = delete;
    FaultServer& operator=(const FaultServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::string url(std::string_view target = "/") const;
    [[nodiscard]] std::size_t connections() const;  // accepted so far

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// A port of 127.0.0.1 on which nothing listens.
[[nodiscard]] std::uint16_t closed_port();

// "HTTP/1.1 200 OK", the headers ("Name: value\r\n" each), Content-Length and the body.
[[nodiscard]] std::string http_reply(std::string_view status, std::string_view headers,
                                     std::string_view body);

// A head for a chunked body, one chunk, and the end of the chunks.
[[nodiscard]] std::string chunked_head(std::string_view headers = {});
[[nodiscard]] std::string chunk(std::string_view bytes);
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

// A reply of a real server as it was recorded: NAME.http and NAME.json.
struct RecordedReply {
    std::string bytes;
    std::vector<std::size_t> reads_bytes;  // how it arrived; sums up to bytes.size()
    bool closed_after = false;             // the server closed the connection behind it
};

// Reads `file` ("....http") and the .json beside it. Throws std::runtime_error.
[[nodiscard]] RecordedReply recorded_reply(const std::filesystem::path& file);

// Sends a recorded reply read by read; false when the connection must not be used again.
bool send_recorded(FaultConnection& connection, const RecordedReply& reply);

// Answers by target ("/v1/models"), as often as asked, and 404 to what is not in the map.
[[nodiscard]] FaultServer::Script serve_recorded(
    const std::map<std::string, std::filesystem::path>& files_by_target);

// Answers every request on every connection with the same bytes.
[[nodiscard]] FaultServer::Script serve_bytes(std::string reply);

// Answers one request on each connection with the bytes and leaves it open until the client closes
// it, of which `closed` tells.
[[nodiscard]] FaultServer::Script serve_unended(
    std::string begin, std::function<void()> closed = [] {});

}  // namespace hexameter::testing
