// 1. OpenSSL's queue of errors is empty before and after: libcurl reads it too.
// 2. Nobody is asked for a passphrase.
#include "transport/tls_files.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <memory>
#include <new>
#include <system_error>

namespace hexameter::detail {
namespace {

namespace fs = std::filesystem;

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

Context new_context() {
    ERR_clear_error();
    Context context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
    if (!context) throw std::bad_alloc();
    return context;
}

std::string last_reason() {
    const char* words = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return words != nullptr ? words : "unknown";
}

// A pipe would hold up whoever reads it.
std::string unreadable(const fs::path& file) {
    std::error_code ignored;
    const auto status = fs::status(file, ignored);
    if (fs::is_directory(status)) return "it is a folder, not a file";
    if (access(file.c_str(), R_OK) != 0)
        return "it cannot be read: " + std::generic_category().message(errno);
    return fs::is_regular_file(status) ? "" : "it is no file";
}

// "5ed36f99.0": the hash of a name, and a number.
bool is_hashed_name(const std::string& name) {
    constexpr std::size_t digits = 8;
    return name.size() > digits + 1 && name[digits] == '.' &&
           std::all_of(name.begin(), name.begin() + digits,
                       [](unsigned char c) { return std::isxdigit(c) != 0; });
}

std::string folder_fault(const fs::path& folder) {
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed))
        if (is_hashed_name(entry->path().filename().string())) return {};
    if (failed) return "it cannot be read: " + failed.message();
    return "no certificate is in it under a name as `openssl rehash` makes them";
}

// Notes that the key wants one, and has none.
int no_passphrase(char* /*into*/, int /*size*/, int /*writes*/, void* wanted) {
    *static_cast<bool*>(wanted) = true;
    return -1;
}

}  // namespace

std::string ca_fault(const fs::path& file_or_folder) {
    std::error_code ignored;
    if (fs::is_directory(file_or_folder, ignored)) return folder_fault(file_or_folder);
    if (auto fault = unreadable(file_or_folder); !fault.empty()) return fault;
    const auto context = new_context();
    if (SSL_CTX_load_verify_file(context.get(), file_or_folder.c_str()) == 1) return {};
    return "it holds no certificate in PEM that can be read (" + last_reason() + ")";
}

std::string certificate_fault(const fs::path& file) {
    if (auto fault = unreadable(file); !fault.empty()) return fault;
    const auto context = new_context();
    if (SSL_CTX_use_certificate_chain_file(context.get(), file.c_str()) == 1) return {};
    return "it holds no certificate in PEM that can be read (" + last_reason() + ")";
}

std::string key_fault(const fs::path& key, const fs::path& certificate) {
    if (auto fault = unreadable(key); !fault.empty()) return fault;
    const auto context = new_context();
    bool wants_passphrase = false;
    SSL_CTX_set_default_passwd_cb(context.get(), &no_passphrase);
    SSL_CTX_set_default_passwd_cb_userdata(context.get(), &wants_passphrase);
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1)
        return "its certificate cannot be read (" + last_reason() + ")";
    if (SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) == 1) return {};
    const auto error = ERR_peek_last_error();
    const auto reason = last_reason();
    if (wants_passphrase) return "it is encrypted: give the key without a passphrase";
    if (ERR_GET_LIB(error) == ERR_LIB_X509)
        return "it is not the key of the certificate (" + reason + ")";
    return "it holds no private key in PEM that can be read (" + reason + ")";
}

}  // namespace hexameter::detail
