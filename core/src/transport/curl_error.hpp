// What libcurl's failures mean to a person.
#pragma once

#include <curl/curl.h>

#include <string>

#include "transport/exchange_error.hpp"

namespace hexameter::detail {

struct CurlFailure {
    CURLcode code = CURLE_OK;
    ExchangeFailure exchange;        // all but `fault` and `cause`
    std::string tls_detail;          // libcurl's own words; used where they hold no header
    std::string named_roots;         // TrustedRoots::named
    long verify_result = 0;          // OpenSSL's verdict on the server's certificate
    bool total_passed = false;       // exchange.total_ms
    bool replied = false;            // a line of a reply came
    bool http2_at_once = false;      // with prior knowledge: nothing was negotiated
    bool speaks_http2 = false;       // plain text: what came first was a frame
    bool in_handshake = false;       // of TLS: the connection itself was there
    bool shows_certificate = false;  // one of the client's
    long proxy_status = 0;           // a proxy's answer to CONNECT; 0: none was asked
};

// Error{transport}, {timeout} or, for a URL that cannot be right, {config}.
[[nodiscard]] Error curl_error(CurlFailure failure);

}  // namespace hexameter::detail
