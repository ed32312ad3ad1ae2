// The server's side of TLS on a blocking socket, with the records in the caller's hand.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "support/tls_identity.hpp"

struct ssl_st;  // OpenSSL's SSL

namespace hexameter::testing {

// Does not own the descriptor. Thread: one.
class TlsChannel {
  public:
    TlsChannel(int fd, const TlsIdentity& identity);

    // False when the client went away, as it does when it refuses the certificate.
    [[nodiscard]] bool shake_hands();

    // As recv().
    [[nodiscard]] ssize_t receive(char* bytes, std::size_t most_bytes);

    // What goes over the wire for these bytes: a record for each 16 KiB.
    [[nodiscard]] std::string records_of(std::string_view bytes);

    // The record that says that no more will come.
    [[nodiscard]] std::string close_notify();

  private:
    // Sends what OpenSSL wants to say, then receives some bytes for it; false at the end.
    bool exchange();
    [[nodiscard]] std::string unsent();

    int fd_;
    std::shared_ptr<ssl_st> ssl_;
};

// Sends it all over the socket; false when the connection is gone.
bool send_all(int fd, std::string_view bytes);

}  // namespace hexameter::testing
