#include "transport/connection_check.hpp"

#include <fmt/format.h>
#include <sys/un.h>

#include <string>
#include <system_error>

#include "transport/tls_files.hpp"
#include "transport/trusted_roots.hpp"

namespace hexameter::detail {
namespace {

namespace fs = std::filesystem;

Status unusable(std::string_view field, const fs::path& path, const std::string& fault) {
    if (fault.empty()) return {};
    return Error(ErrorCode::config,
                 fmt::format("connection.{}: {} cannot be used: {}", field, path.string(), fault));
}

Status check_client(const Connection& connection) {
    const auto& certificate = connection.client_cert;
    const auto& key = connection.client_key;
    if (certificate.empty() && key.empty()) return {};
    if (certificate.empty())
        return Error(ErrorCode::config,
                     "connection.client_key: a key is shown with its certificate only: give "
                     "client_cert (--client-cert) too");
    if (auto ok = unusable("client_cert", certificate, certificate_fault(certificate)); !ok)
        return ok;
    if (!key.empty()) return unusable("client_key", key, key_fault(key, certificate));
    auto fault = key_fault(certificate, certificate);
    if (!fault.empty()) fault += "; where the key is in a file of its own, name it: client_key";
    return unusable("client_cert", certificate, fault);
}

Status check_unix_socket(const fs::path& path) {
    constexpr std::size_t longest_bytes = sizeof(sockaddr_un::sun_path) - 1;
    if (path.empty()) return {};
    if (path.native().size() > longest_bytes)
        return unusable(
            "unix_socket", path,
            fmt::format("a path of more than {} bytes leads to no socket", longest_bytes));
    std::error_code ignored;
    const auto status = fs::status(path, ignored);
    if (fs::exists(status) && !fs::is_socket(status))
        return unusable("unix_socket", path, "it is no socket");
    return {};
}

}  // namespace

Status check_connection(const Connection& connection, std::string_view url) {
    if (url.empty()) {
        if (connection == Connection{}) return {};
        return Error(ErrorCode::config,
                     "connection: this provider has no server to connect to; leave it out");
    }
    if (!connection.ca_file.empty()) {
        if (auto ok = unusable("ca_file", connection.ca_file, ca_fault(connection.ca_file)); !ok)
            return ok;
    } else if (connection.verify) {
        if (auto ok = check_trusted_roots(url); !ok) return ok;
    }
    if (auto ok = check_client(connection); !ok) return ok;
    return check_unix_socket(connection.unix_socket);
}

}  // namespace hexameter::detail
