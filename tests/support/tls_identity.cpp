#include "support/tls_identity.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdio>
#include <stdexcept>

namespace hexameter::testing {
namespace {

constexpr long day_s = 24L * 3600;

using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;

void demand(bool done) {
    if (!done) throw std::runtime_error("OpenSSL made no certificate");
}

Key new_key() {
    const Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    demand(key != nullptr);
    return key;
}

struct Subject {
    std::string name;
    const char* alternatives = nullptr;  // "DNS:...,IP:..."; none for a CA
    long from_s = -day_s;                // from now
    long until_s = day_s;
};

void extend(X509* certificate, X509* issuer, int what, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
        X509V3_EXT_conf_nid(nullptr, &context, what, value), &X509_EXTENSION_free);
    demand(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

// Signed by the issuer, or by itself when there is none.
Certificate issue(const Subject& subject, const Key& key, X509* issuer, EVP_PKEY* issuer_key) {
    static long serial = 0;
    const Certificate made(X509_new(), &X509_free);
    X509* const x509 = made.get();
    demand(x509 != nullptr && X509_set_version(x509, X509_VERSION_3) == 1);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(x509), subject.from_s);
    X509_gmtime_adj(X509_getm_notAfter(x509), subject.until_s);
    X509_set_pubkey(x509, key.get());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(subject.name.c_str()), -1, -1,
                               0);
    if (issuer == nullptr) issuer = x509;
    X509_set_issuer_name(x509, X509_get_subject_name(issuer));
    extend(x509, issuer, NID_basic_constraints,
           subject.alternatives == nullptr ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (subject.alternatives != nullptr)
        extend(x509, issuer, NID_subject_alt_name, subject.alternatives);
    demand(X509_sign(x509, issuer_key != nullptr ? issuer_key : key.get(), EVP_sha256()) > 0);
    return made;
}

std::string pem_of(X509* certificate) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
    demand(memory != nullptr && PEM_write_bio_X509(memory.get(), certificate) == 1);
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

std::string pem_of(EVP_PKEY* key, const std::string& passphrase) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
    const EVP_CIPHER* cipher = passphrase.empty() ? nullptr : EVP_aes_128_cbc();
    const auto* words = reinterpret_cast<const unsigned char*>(passphrase.data());
    demand(memory != nullptr &&
           PEM_write_bio_PrivateKey(memory.get(), key, cipher, cipher != nullptr ? words : nullptr,
                                    static_cast<int>(passphrase.size()), nullptr, nullptr) == 1);
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

TlsIdentity identity(const Certificate& certificate, const Key& key, X509* issuer) {
    const TlsIdentity made(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    demand(made != nullptr && SSL_CTX_use_certificate(made.get(), certificate.get()) == 1 &&
           SSL_CTX_use_PrivateKey(made.get(), key.get()) == 1);
    if (issuer != nullptr) demand(SSL_CTX_add1_chain_cert(made.get(), issuer) == 1);
    return made;
}

constexpr const char* this_machine = "IP:127.0.0.1,DNS:localhost";

}  // namespace

struct TestCa::Signer {
    Key key = new_key();
    Certificate certificate;

    explicit Signer(const std::string& name) : certificate(issue({name}, key, nullptr, nullptr)) {}

    [[nodiscard]] TlsIdentity sign(const Subject& subject) const {
        const Key of_server = new_key();
        return identity(issue(subject, of_server, certificate.get(), key.get()), of_server,
                        certificate.get());
    }
};

TestCa::TestCa(const std::string& name)
    : signer_(std::make_shared<Signer>(name)), pem_(pem_of(signer_->certificate.get())) {}

std::string TestCa::file_name() const {
    std::array<char, 16> name{};
    std::snprintf(name.data(), name.size(), "%08lx.0",
                  X509_subject_name_hash(signer_->certificate.get()));
    return name.data();
}

TlsIdentity TestCa::server() const {
    return signer_->sign({"server", this_machine});
}

TlsIdentity TestCa::expired_server() const {
    return signer_->sign({"expired", this_machine, -2 * day_s, -day_s});
}

TlsIdentity TestCa::future_server() const {
    return signer_->sign({"future", this_machine, day_s, 2 * day_s});
}

TlsIdentity TestCa::server_elsewhere() const {
    return signer_->sign({"elsewhere", "DNS:elsewhere.example"});
}

TlsIdentity TestCa::server_for_clients() const {
    TlsIdentity made = server();
    SSL_CTX_set_verify(made.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    demand(X509_STORE_add_cert(SSL_CTX_get_cert_store(made.get()), signer_->certificate.get()) ==
           1);
    return made;
}

PemPair TestCa::client(const std::string& passphrase) const {
    const Key key = new_key();
    const Certificate made =
        issue({"client", "DNS:client"}, key, signer_->certificate.get(), signer_->key.get());
    return {pem_of(made.get()), pem_of(key.get(), passphrase)};
}

TlsIdentity with_http2(TlsIdentity identity) {
    const auto choose = [](SSL* /*ssl*/, const unsigned char** chosen, unsigned char* size,
                           const unsigned char* offered, unsigned offered_size, void* /*none*/) {
        static constexpr std::array<unsigned char, 3> only{2, 'h', '2'};
        const int found = SSL_select_next_proto(const_cast<unsigned char**>(chosen), size,
                                                only.data(), only.size(), offered, offered_size);
        return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
    };
    SSL_CTX_set_alpn_select_cb(identity.get(), choose, nullptr);
    return identity;
}

TlsIdentity with_tls_1_2(TlsIdentity identity) {
    demand(SSL_CTX_set_max_proto_version(identity.get(), TLS1_2_VERSION) == 1);
    return identity;
}

TlsIdentity self_signed_server(std::string& pem) {
    const Key key = new_key();
    const Certificate certificate = issue({"self-signed", this_machine}, key, nullptr, nullptr);
    pem = pem_of(certificate.get());
    return identity(certificate, key, nullptr);
}

}  // namespace hexameter::testing
