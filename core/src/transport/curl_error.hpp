// What libcurl's failures mean to a person, in words that say what to check.
#pragma once

#include <curl/curl.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "hexameter/error.hpp"

namespace hexameter::detail {

// The circumstances of a failed exchange.
struct CurlFailure {
    CURLcode code = CURLE_OK;
    std::string url;
    std::string tls_detail;   // libcurl's own words; used for TLS only, they hold no header
    std::string named_roots;  // TrustedRoots::named
    long verify_result = 0;   // OpenSSL's verdict on the server's certificate
    std::uint64_t connect_ms = 0;
    std::uint64_t total_ms = 0;
    std::uint64_t body_bytes = 0;
    int open_errno = 0;  // why no socket could be opened
    long os_errno = 0;
    bool sent = false;
};

// Error{transport}, {timeout} or, for a URL that cannot be right, {config}.
[[nodiscard]] Error curl_error(const CurlFailure& failure);
[[nodiscard]] Error head_error(std::string_view url);
[[nodiscard]] Error stall_error(std::string_view url, std::uint64_t stall_ms);

// "host:port" of a URL, without user, password, path and query.
[[nodiscard]] std::string peer_of(std::string_view url);

}  // namespace hexameter::detail
