// The server that a codec speaks to, as its configuration names it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hexameter/sdk/http.hpp"
#include "support/json/json.hpp"

namespace hexameter::plugin_chat {

// Immutable: any thread.
class Server {
  public:
    // config: base_url, api_key_env. default_url: when the host filled in no default.
    Server(std::string_view provider_id, const plugin_json::Value& config,
           std::string_view default_url);

    // Without slashes at its end, and without a user's name and password: fit for messages.
    [[nodiscard]] const std::string& url() const { return url_; }

    // Throws Status::config for an address that ends in `path`, which is added to each request.
    void refuse_end(std::string_view path) const;

    // Method, path below base_url, and the headers that every request has.
    void ask(const sdk::HttpOut& out, std::string_view method, std::string_view path) const;

    // As ask, by POST and with this JSON.
    void post(const sdk::HttpOut& out, std::string_view path, std::string_view json) const;

    // What a reply of HTTP 400 and above says, and what to do about it. path: what was asked for.
    // retry_after: that header's value, or "".
    [[nodiscard]] sdk::Error refusal(std::uint32_t http_status, std::string_view path,
                                     std::string_view body, std::string_view retry_after) const;

    // For a reply in a content coding that was not asked for; empty when `encoding`, the value of
    // content-encoding, names none that changes bytes.
    [[nodiscard]] std::optional<sdk::Error> compressed(std::uint32_t http_status,
                                                       std::string_view path,
                                                       std::string_view encoding) const;

    // For a body that should have been JSON.
    [[nodiscard]] sdk::Error no_json(std::string_view body) const;

  private:
    [[nodiscard]] std::string advice(std::uint32_t http_status, std::string_view path) const;

    std::string provider_;
    std::string url_;
    std::string api_key_env_;
};

}  // namespace hexameter::plugin_chat
