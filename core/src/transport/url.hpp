// A URL taken apart, by libcurl's own parser.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hexameter::detail {

class Url {
  public:
    // Never fails: fault() tells whether it is one.
    explicit Url(std::string_view text);

    // libcurl's words for what is wrong with the text; null when nothing is.
    [[nodiscard]] const char* fault() const;

    // Nothing when it has none. `flags`: CURLU_DEFAULT_PORT and the like.
    [[nodiscard]] std::optional<std::string> part(CURLUPart part, unsigned flags = 0) const;

    // The host as it stands, with the port where one stands: what a Host header says.
    [[nodiscard]] std::string authority() const;

    // The same address with another host.
    [[nodiscard]] std::string with_host(const std::string& host);

    // "host:port", without user, password, path and query; "the server" when there is a fault.
    [[nodiscard]] std::string peer() const;

  private:
    struct Cleanup {
        void operator()(CURLU* url) const { curl_url_cleanup(url); }
    };

    std::unique_ptr<CURLU, Cleanup> url_;
    CURLUcode code_;
};

}  // namespace hexameter::detail
