// libcurl parses a file anew for each connection when a folder is trusted beside it: with a whole
// bundle that holds the loop up for 20 ms. Both are given only where the environment names both.
#include "transport/trusted_roots.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <system_error>

namespace hexameter::detail {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
    // Read before the loop's thread runs; nothing of ours writes the environment.
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    return value != nullptr ? value : "";
}

std::string preset_of_libcurl(CURLINFO info) {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(curl_easy_init(),
                                                                   &curl_easy_cleanup);
    char* value = nullptr;
    if (easy) curl_easy_getinfo(easy.get(), info, &value);
    return value != nullptr ? value : "";
}

std::string why_unreadable_file(const std::string& file) {
    std::error_code ignored;
    if (fs::is_directory(file, ignored)) return "Is a directory";
    return access(file.c_str(), R_OK) == 0 ? "" : std::generic_category().message(errno);
}

std::string why_unreadable_folders(const std::string& folders) {
    std::istringstream stream(folders);
    for (std::string folder; std::getline(stream, folder, ':');) {
        if (folder.empty()) continue;
        std::error_code error;
        static_cast<void>(fs::directory_iterator(folder, error));
        if (error) return folder + ": " + error.message();
    }
    return {};
}

}  // namespace

TrustedRoots trusted_roots() {
    TrustedRoots roots;
    const auto name = [&](const char* what, const char* variable, const std::string& value,
                          const std::string& why) {
        roots.named.append(roots.named.empty() ? "" : ", ").append(variable).append("=");
        roots.named.append(value);
        if (!why.empty() && !roots.fault)
            roots.fault = Error(ErrorCode::config,
                                fmt::format("{}={} cannot be read ({}): name {}, or unset {}",
                                            variable, value, why, what, variable));
    };
    const bool of_curl = !environment("CURL_CA_BUNDLE").empty();
    const char* const file_variable = of_curl ? "CURL_CA_BUNDLE" : "SSL_CERT_FILE";
    const std::string file = environment(file_variable);
    const std::string folders = of_curl ? "" : environment("SSL_CERT_DIR");
    if (!file.empty())
        name("a file of CA certificates in PEM", file_variable, file, why_unreadable_file(file));
    if (!folders.empty())
        name("a folder of CA certificates with names as `openssl rehash` makes them",
             "SSL_CERT_DIR", folders, why_unreadable_folders(folders));
    if (roots.fault) return roots;

    roots.file = file;
    roots.folders = folders;
    if (roots.named.empty()) roots.file = preset_of_libcurl(CURLINFO_CAINFO);
    if (roots.file.empty() && folders.empty()) roots.folders = preset_of_libcurl(CURLINFO_CAPATH);
    return roots;
}

}  // namespace hexameter::detail
