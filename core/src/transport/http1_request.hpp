// Requests as HTTP/1.1 text, and which of them may go over a plain socket.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "transport/transport.hpp"

namespace hexameter::detail {

struct Http1Target {
    std::string host;       // a name or an address, without brackets
    std::string port;       // decimal
    std::string authority;  // as the Host header says it
    std::string path;       // with the query
};

// Where a plain http:// URL leads; nothing for every other one, and for one that needs more than a
// socket (user and password, zone of an address, a malformed URL).
[[nodiscard]] std::optional<Http1Target> http1_target(const std::string& url);

// Request line and headers, up to the empty line. Of its own accord it adds Host, Accept,
// Accept-Encoding: identity and Content-Length.
[[nodiscard]] std::string http1_head(const HttpRequest& request, const Http1Target& target);

}  // namespace hexameter::detail
