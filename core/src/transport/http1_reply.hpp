// One HTTP/1.1 reply, put together from the bytes of a connection (RFC 9112).
#pragma once

#include <http_parser.h>

#include <cstdint>
#include <span>
#include <string>

#include "transport/transport.hpp"

namespace hexameter::detail {

// Reads what servers send in practice: also line ends without a carriage return, a status line
// without words, Content-Length beside chunked (which then counts). Keeps no bytes but the head's.
// Thread: one. Life: begin -> take* -> (complete | cut | broken | take_end) -> begin ...
class Http1Reply {
  public:
    enum class State {
        more,           // more bytes are needed
        complete,       // the reply is whole
        cut,            // it ended before it was whole
        head_too_long,  // head, a chunk's line or trailer of more than max_head_bytes
        broken          // not HTTP/1.x; fault() says why
    };

    static constexpr std::uint32_t max_head_bytes = 256 * 1024;

    Http1Reply();
    Http1Reply(const Http1Reply&) = delete;
    Http1Reply& operator=(const Http1Reply&) = delete;

    // Awaits a new reply. `bodyless`: it is one to HEAD.
    void begin(bool bodyless);

    // Bytes as they came. `scratch` is lent for body() and may be shared by many replies.
    State take(std::span<const std::uint8_t> bytes, std::string& scratch);

    // The server closed.
    State take_end();

    // No byte of a final or interim reply came yet.
    [[nodiscard]] bool untouched() const { return untouched_; }

    // The final head is there; interim ones (1xx) and trailers never show.
    [[nodiscard]] bool has_head() const { return has_head_; }

    [[nodiscard]] const HttpHead& head() const { return head_; }

    // What the last take() brought of the body, without its framing; valid until the scratch or the
    // bytes change.
    [[nodiscard]] std::span<const std::uint8_t> body() const { return body_; }

    // After `complete`: another request may follow on the connection.
    [[nodiscard]] bool keeps_alive() const { return keeps_alive_; }

    // After `broken`: its first line was one of HTTP/1.x.
    [[nodiscard]] bool begins_well() const;

    // After `broken`: why.
    [[nodiscard]] const char* fault() const;

  private:
    static int on_begin(http_parser* parser);
    static int on_field(http_parser* parser, const char* text, std::size_t size);
    static int on_value(http_parser* parser, const char* text, std::size_t size);
    static int on_head(http_parser* parser);
    static int on_body(http_parser* parser, const char* text, std::size_t size);
    static int on_complete(http_parser* parser);
    static const http_parser_settings settings;

    void end_line();
    [[nodiscard]] State state() const;

    http_parser parser_{};
    HttpHead head_;
    std::span<const std::uint8_t> body_;
    std::string* scratch_ = nullptr;  // during take()
    bool bodyless_ = false;
    bool untouched_ = true;
    bool in_value_ = false;  // of a header line
    bool has_head_ = false;
    bool complete_ = false;
    bool keeps_alive_ = false;
};

}  // namespace hexameter::detail
