// What libcurl's failures mean to a person.
#pragma once

#include <curl/curl.h>

#include <string>

#include "transport/exchange_error.hpp"

namespace hexameter::detail {

struct CurlFailure {
    CURLcode code = CURLE_OK;
    ExchangeFailure exchange;   // all but `fault` and `cause`
    std::string tls_detail;     // libcurl's own words; used for TLS only, they hold no header
    std::string named_roots;    // TrustedRoots::named
    long verify_result = 0;     // OpenSSL's verdict on the server's certificate
    bool total_passed = false;  // exchange.total_ms
    bool in_handshake = false;  // of TLS: the connection itself was there
    long proxy_status = 0;      // a proxy's answer to CONNECT; 0: none was asked
};

// Error{transport}, {timeout} or, for a URL that cannot be right, {config}.
[[nodiscard]] Error curl_error(CurlFailure failure);

}  // namespace hexameter::detail
