// OpenSSL works on memory here, for its own socket code raises SIGPIPE and hides where records end.
#include "support/tls_channel.hpp"

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>

namespace hexameter::testing {

TlsChannel::TlsChannel(int fd, const TlsIdentity& identity)
    : fd_(fd), ssl_(SSL_new(identity.get()), &SSL_free) {
    BIO* in = BIO_new(BIO_s_mem());
    BIO* out = BIO_new(BIO_s_mem());
    if (ssl_ == nullptr || in == nullptr || out == nullptr)
        throw std::runtime_error("OpenSSL gave no connection");
    BIO_set_mem_eof_return(in, -1);  // empty: more may come
    SSL_set_bio(ssl_.get(), in, out);
    SSL_set_accept_state(ssl_.get());
}

bool TlsChannel::shake_hands() {
    int done = 0;
    while ((done = SSL_do_handshake(ssl_.get())) != 1)
        if (SSL_get_error(ssl_.get(), done) != SSL_ERROR_WANT_READ || !exchange()) break;
    return send_all(fd_, unsent()) && done == 1;
}

ssize_t TlsChannel::receive(char* bytes, std::size_t most_bytes) {
    for (;;) {
        const int got = SSL_read(ssl_.get(), bytes, static_cast<int>(most_bytes));
        if (got > 0) return got;
        if (SSL_get_error(ssl_.get(), got) != SSL_ERROR_WANT_READ || !exchange()) return 0;
    }
}

std::string TlsChannel::records_of(std::string_view bytes) {
    if (!bytes.empty()) SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    return unsent();
}

std::string TlsChannel::close_notify() {
    SSL_shutdown(ssl_.get());
    return unsent();
}

bool TlsChannel::exchange() {
    if (!send_all(fd_, unsent())) return false;
    std::array<char, 65536> bytes{};
    const ssize_t got = recv(fd_, bytes.data(), bytes.size(), 0);
    if (got <= 0) return false;
    BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), static_cast<int>(got));
    return true;
}

std::string TlsChannel::unsent() {
    BIO* out = SSL_get_wbio(ssl_.get());
    std::string bytes(BIO_ctrl_pending(out), '\0');
    if (!bytes.empty()) BIO_read(out, bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

bool send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

}  // namespace hexameter::testing
