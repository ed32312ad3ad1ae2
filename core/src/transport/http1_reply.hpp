// One HTTP/1.1 reply, put together from the bytes of a connection (RFC 9112).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "transport/transport.hpp"

namespace hexameter::detail {

// Thread: one. Life: begin -> take* -> (complete | broken | take_end) -> begin ...
class Http1Reply {
  public:
    enum class State {
        more,           // more bytes are needed
        complete,       // the reply is whole
        cut,            // it ended before it was whole
        head_too_long,  // more than max_head_bytes
        broken          // not HTTP/1.x
    };

    static constexpr std::uint32_t max_head_bytes = 256 * 1024;

    Http1Reply();
    ~Http1Reply();
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
    [[nodiscard]] bool keeps_alive() const;

  private:
    class Parser;

    State parse(std::span<const std::uint8_t> bytes, bool may_point, std::string& scratch,
                std::size_t& used);

    std::unique_ptr<Parser> parser_;
    std::string rest_;  // bytes that make no whole line yet
    HttpHead head_;
    std::span<const std::uint8_t> body_;
    bool bodyless_ = false;
    bool untouched_ = true;
    bool has_head_ = false;
};

}  // namespace hexameter::detail
