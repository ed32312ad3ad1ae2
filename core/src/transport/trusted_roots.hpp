// Whose certificates a server may show: those that the environment names, else the system's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hexameter/error.hpp"

namespace hexameter::detail {

// For libcurl's CAINFO and CAPATH; "" = none.
struct TrustedRoots {
    std::string file;
    std::string folders;         // separated by ":"
    std::string named;           // "SSL_CERT_FILE, SSL_CERT_DIR", for messages; "": nothing
    std::optional<Error> fault;  // {config}: what is named cannot be used; no file or folder is set
    std::string fault_path;      // of this machine: for its user, never for what is kept
};

// Reads, as the curl program does, CURL_CA_BUNDLE, and without it SSL_CERT_FILE and SSL_CERT_DIR.
// What they name is trusted in place of the system's CAs. Thread: any; reads the environment.
[[nodiscard]] TrustedRoots trusted_roots();

// Refuses what trusted_roots() cannot use, with its path, where `url` is one of https. For its
// user, before anything starts: what is kept of a run holds no path of this machine.
[[nodiscard]] Status check_trusted_roots(std::string_view url);

}  // namespace hexameter::detail
