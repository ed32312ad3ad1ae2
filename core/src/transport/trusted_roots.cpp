// libcurl parses a file anew for each connection when a folder is trusted beside it: with a whole
// bundle that holds the loop up for 20 ms. Both are given only where the environment names both.
#include "transport/trusted_roots.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <strings.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <system_error>

#include "base/environment.hpp"

namespace hexameter::detail {
namespace {

namespace fs = std::filesystem;

std::string preset_of_libcurl(CURLINFO info) {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(curl_easy_init(),
                                                                   &curl_easy_cleanup);
    char* value = nullptr;
    if (easy) curl_easy_getinfo(easy.get(), info, &value);
    return value != nullptr ? value : "";
}

bool holds_certificate(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    for (std::string line; std::getline(stream, line);)
        if (line.starts_with("-----BEGIN ") && line.find("CERTIFICATE-----") != std::string::npos)
            return true;
    return false;
}

// Why what a variable names cannot be used; "": it can.
struct Unusable {
    std::string path;
    std::string why;
};

Unusable why_unusable_file(const std::string& file) {
    std::error_code ignored;
    const auto status = fs::status(file, ignored);
    if (fs::is_directory(status)) return {file, "Is a directory"};
    if (access(file.c_str(), R_OK) != 0) return {file, std::generic_category().message(errno)};
    // libcurl reads it on the loop, again and again: a pipe would hold everything up.
    if (!fs::is_regular_file(status)) return {file, "Is no file"};
    return {file, holds_certificate(file) ? "" : "It holds no certificate in PEM"};
}

Unusable why_unusable_folders(const std::string& folders) {
    std::istringstream stream(folders);
    for (std::string folder; std::getline(stream, folder, ':');) {
        if (folder.empty()) continue;
        std::error_code error;
        static_cast<void>(fs::directory_iterator(folder, error));
        if (error) return {folder, error.message()};
    }
    return {};
}

bool is_https(std::string_view url) {
    constexpr std::string_view scheme = "https://";
    return url.size() >= scheme.size() &&
           strncasecmp(url.data(), scheme.data(), scheme.size()) == 0;
}

}  // namespace

TrustedRoots trusted_roots() {
    TrustedRoots roots;
    const auto name = [&](const char* what, const char* variable, const Unusable& unusable) {
        roots.named.append(roots.named.empty() ? "" : ", ").append(variable);
        if (unusable.why.empty() || roots.fault) return;
        roots.fault =
            Error(ErrorCode::config, fmt::format("what {} names cannot be used ({}): name {}, or "
                                                 "unset {}",
                                                 variable, unusable.why, what, variable));
        roots.fault_path = unusable.path;
    };
    const bool of_curl = !environment("CURL_CA_BUNDLE").empty();
    const char* const file_variable = of_curl ? "CURL_CA_BUNDLE" : "SSL_CERT_FILE";
    const std::string file = environment(file_variable);
    const std::string folders = of_curl ? "" : environment("SSL_CERT_DIR");
    if (!file.empty())
        name("a file of CA certificates in PEM", file_variable, why_unusable_file(file));
    if (!folders.empty())
        name("a folder of CA certificates with names as `openssl rehash` makes them",
             "SSL_CERT_DIR", why_unusable_folders(folders));
    if (roots.fault) return roots;

    roots.file = file;
    roots.folders = folders;
    if (roots.named.empty()) roots.file = preset_of_libcurl(CURLINFO_CAINFO);
    if (roots.file.empty() && folders.empty()) roots.folders = preset_of_libcurl(CURLINFO_CAPATH);
    return roots;
}

Status check_trusted_roots(std::string_view url) {
    if (!is_https(url)) return {};
    const auto roots = trusted_roots();
    if (!roots.fault) return {};
    return Error(roots.fault->code(),
                 fmt::format("{}: {}", roots.fault_path, roots.fault->message()));
}

}  // namespace hexameter::detail
