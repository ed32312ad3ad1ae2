// The exchange of a codec: what it asks the host to send, and the head of what came back.
#pragma once

#include <hexameter/sdk/error.hpp>
#include <hexameter/sdk/views.hpp>
#include <string_view>

namespace hexameter::sdk {
inline namespace v1 {

enum class End : std::uint32_t {
    clean = HXM_END_CLEAN,
    cut = HXM_END_CUT,  // the connection broke: emit what is left, do not call it a success
};

enum class BodyForm : std::uint32_t { raw = HXM_BODY_RAW, base64 = HXM_BODY_BASE64 };

// Valid inside encode only, on its thread. Every call throws Error when the host refuses it.
class HttpOut {
  public:
    explicit HttpOut(const hxm_http* raw) : raw_(raw) {
        if (raw == nullptr || !HXM_CALLABLE(raw, hxm_http, wait_ms)) {
            throw Error(Status::bad_argument, "the host's HTTP writer is missing or too short");
        }
    }

    // "/path" is joined to the configuration's base_url; an absolute URL is checked against it.
    void target(std::string_view method, std::string_view url) const {
        check(raw_->target(raw_->ctx, str(method), str(url)), "the target of the HTTP request");
    }

    // A name again is one more line.
    void header(std::string_view name, std::string_view value) const {
        check(raw_->header(raw_->ctx, str(name), str(value)), "an HTTP header");
    }

    // prefix + the secret's value, which the plugin never sees: ("authorization", "Bearer ", name).
    void secret_header(std::string_view name, std::string_view prefix,
                       std::string_view secret_name) const {
        check(raw_->secret_header(raw_->ctx, str(name), str(prefix), str(secret_name)),
              "a secret HTTP header");
    }

    // Copies and appends.
    void body(std::string_view bytes) const {
        check(raw_->body(raw_->ctx, buf(bytes)), "the body of the HTTP request");
    }

    // Appends a part of the request by reference: its bytes never pass through the plugin.
    void body_part(std::uint32_t message, std::uint32_t part, BodyForm form) const {
        check(raw_->body_part(raw_->ctx, message, part, static_cast<std::uint32_t>(form)),
              "a part of the HTTP request's body");
    }

    // Send this exchange no sooner: for polling.
    void wait_ms(std::uint64_t ms) const { check(raw_->wait_ms(raw_->ctx, ms), "a delay"); }

  private:
    const hxm_http* raw_;
};

// The head of the final response, whole; borrowed for the call.
class HttpHead {
  public:
    explicit HttpHead(const hxm_http_head* raw) : raw_(raw) {
        if (raw == nullptr || !HXM_HAS(raw, hxm_http_head, headers)) {
            throw Error(Status::bad_argument, "the host's HTTP head is missing or too short");
        }
    }

    [[nodiscard]] std::uint32_t status() const noexcept { return raw_->status; }

    [[nodiscard]] bool ok() const noexcept { return raw_->status >= 200 && raw_->status < 300; }

    // The first value of a header, "" when it is not there. The name in lower case.
    [[nodiscard]] std::string_view header(std::string_view name) const noexcept {
        std::string_view rest = view(raw_->headers);
        while (!rest.empty()) {
            const std::string_view line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(line.size() < rest.size() ? line.size() + 1 : rest.size());
            if (line.size() > name.size() && line[name.size()] == ':' &&
                line.substr(0, name.size()) == name) {
                const std::size_t at = line.find_first_not_of(' ', name.size() + 1);
                return at == std::string_view::npos ? std::string_view() : line.substr(at);
            }
        }
        return {};
    }

  private:
    const hxm_http_head* raw_;
};

// The error that an HTTP status of 400 and above stands for.
[[nodiscard]] inline Status status_of_http(std::uint32_t http_status) noexcept {
    switch (http_status) {
        case 401:
        case 403:
            return Status::auth;
        case 408:
        case 504:
            return Status::timeout;
        case 413:
            return Status::limit;
        case 429:
            return Status::rate_limit;
        case 501:
            return Status::unsupported;
        default:
            return Status::remote;
    }
}

}  // namespace v1
}  // namespace hexameter::sdk
