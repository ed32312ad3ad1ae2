// What a call says of itself: a Status, or an Error thrown, which the layer turns into a status and
// a text for the host. Nothing thrown ever leaves the plugin.
//
// Threads: these are values; check() and the others on any.
#pragma once

#include <hexameter/abi/hxm_plugin.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace hexameter::sdk {
inline namespace v1 {

// hxm_status by names. Above zero: flow control; below zero: an error.
enum class Status : std::int32_t {
    ok = HXM_OK,
    pending = HXM_PENDING,    // codec end: one more exchange; modality finish: one more turn
    stop = HXM_STOP,          // the host wants no more
    complete = HXM_COMPLETE,  // codec body: the reply is whole
    bad_argument = HXM_E_ARG,
    unsupported = HXM_E_UNSUPPORTED,
    config = HXM_E_CONFIG,
    decode = HXM_E_DECODE,
    auth = HXM_E_AUTH,
    rate_limit = HXM_E_RATE_LIMIT,
    timeout = HXM_E_TIMEOUT,
    transport = HXM_E_TRANSPORT,
    remote = HXM_E_REMOTE,
    cancelled = HXM_E_CANCELLED,
    no_memory = HXM_E_NOMEM,
    limit = HXM_E_LIMIT,
    internal = HXM_E_INTERNAL,
    crashed = HXM_E_CRASHED,
};

[[nodiscard]] constexpr hxm_status raw(Status s) noexcept {
    return static_cast<hxm_status>(s);
}

[[nodiscard]] constexpr bool failed(Status s) noexcept {
    return raw(s) < 0;
}

// The text says what failed and what to do about it. detail_json: an object for machines, such as
// {"http_status": 429, "retry_after_ms": 1000}, or "".
class Error : public std::runtime_error {
  public:
    Error(Status status, const std::string& text, std::string detail_json = {})
        : std::runtime_error(text),
          status_(status),
          text_(text),
          detail_json_(std::move(detail_json)) {}

    [[nodiscard]] Status status() const noexcept { return status_; }

    // All of it: what() ends at a zero byte, which a server's words may hold.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    [[nodiscard]] const std::string& detail_json() const noexcept { return detail_json_; }

  private:
    Status status_;
    std::string text_;
    std::string detail_json_;
};

// For a call of the host that failed where the plugin cannot go on without it.
inline void check(hxm_status status, const char* what) {
    if (status < 0) {
        throw Error(static_cast<Status>(status), std::string(what) + " was refused by the host");
    }
}

}  // namespace v1
}  // namespace hexameter::sdk
