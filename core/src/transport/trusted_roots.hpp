// Whose certificates a server may show: those that the environment names, else the system's.
#pragma once

#include <optional>
#include <string>

#include "hexameter/error.hpp"

namespace hexameter::detail {

// For libcurl's CAINFO and CAPATH; "" = none.
struct TrustedRoots {
    std::string file;
    std::string folders;         // separated by ":"
    std::string named;           // "SSL_CERT_FILE=/lab/ca.pem", for messages; "": nothing
    std::optional<Error> fault;  // {config}: what is named cannot be read; nothing else is set
};

// Reads, as the curl program does, CURL_CA_BUNDLE, and without it SSL_CERT_FILE and SSL_CERT_DIR.
// What they name is trusted in place of the system's CAs. Thread: any; reads the environment.
[[nodiscard]] TrustedRoots trusted_roots();

}  // namespace hexameter::detail
