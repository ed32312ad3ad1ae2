// How the host reaches the server of a model: the sockets, TLS and HTTP version are the host's, and
// no plugin sees them.
//
// Threads: these are values; to_json on any. It has no errors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace hexameter {

// http2: over TLS by ALPN, over http:// with prior knowledge; automatic: over TLS what the server
// prefers, else HTTP/1.1.
enum class HttpVersion : std::uint8_t { http1, http2, automatic };

enum class LeastTls : std::uint8_t { of_system, v1_2, v1_3 };

// Paths are absolute once loaded; empty ones were not given.
struct Connection {
    std::filesystem::path ca_file;      // PEM, or a folder; trusted in place of all other CAs
    std::filesystem::path client_cert;  // PEM, with the CAs between behind it
    std::filesystem::path client_key;   // PEM; empty: it is in client_cert
    std::string server_name;            // in the server's certificate; "": the URL's
    bool verify = true;                 // the server's certificate
    LeastTls min_tls = LeastTls::of_system;
    HttpVersion http = HttpVersion::http1;
    std::filesystem::path unix_socket;  // in place of the URL's host and port

    bool operator==(const Connection&) const = default;
};

// What differs from the default, as run files write it.
[[nodiscard]] std::string to_json(const Connection& connection);

}  // namespace hexameter
