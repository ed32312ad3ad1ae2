// What TLS servers of tests show: certificates and keys that are made anew each time and kept
// nowhere.
#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace hexameter::testing {

// A certificate, its key and the CA's certificate, ready for servers; null: no TLS.
using TlsIdentity = std::shared_ptr<ssl_ctx_st>;

// As files hold them.
struct PemPair {
    std::string certificate;
    std::string key;
};

class TestCa {
  public:
    explicit TestCa(const std::string& name = "Test CA");

    // The CA's own certificate.
    [[nodiscard]] const std::string& pem() const { return pem_; }

    // The name under which OpenSSL finds it in a folder of CAs.
    [[nodiscard]] std::string file_name() const;

    // For 127.0.0.1 and localhost.
    [[nodiscard]] TlsIdentity server() const;
    [[nodiscard]] TlsIdentity expired_server() const;    // until yesterday
    [[nodiscard]] TlsIdentity future_server() const;     // from tomorrow
    [[nodiscard]] TlsIdentity server_elsewhere() const;  // for elsewhere.example

    // As server(), for clients that show a certificate of this CA.
    [[nodiscard]] TlsIdentity server_for_clients() const;

    // For a client; the key is encrypted where there is a passphrase.
    [[nodiscard]] PemPair client(const std::string& passphrase = {}) const;

  private:
    struct Signer;
    std::shared_ptr<const Signer> signer_;
    std::string pem_;
};

// The same, made to speak HTTP/2 (by ALPN) with clients that offer it, or no TLS above 1.2.
TlsIdentity with_http2(TlsIdentity identity);
TlsIdentity with_tls_1_2(TlsIdentity identity);

// For 127.0.0.1 and localhost, signed by its own key. `pem` gets the certificate.
[[nodiscard]] TlsIdentity self_signed_server(std::string& pem);

}  // namespace hexameter::testing
