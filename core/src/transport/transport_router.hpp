// Sends each request the way that fits it: HTTP/1.1 without TLS over our own sockets, everything
// else by libcurl, where HTTP/2 keeps its connections apart.
#pragma once

#include <optional>

#include "transport/curl_transport.hpp"
#include "transport/http1_transport.hpp"
#include "transport/kernel_stamp.hpp"
#include "transport/transport.hpp"

namespace hexameter::detail {

// Thread: as its parts.
class TransportRouter final : public Transport {
  public:
    TransportRouter(boost::asio::io_context& context, bool curl_only);

    ExchangeId start(HttpRequest request, ExchangeHandler& handler) override;
    void cancel(ExchangeId id) override;

  private:
    boost::asio::io_context& context_;
    StampingSocket stamping_;
    CurlTransport curl_;
    std::optional<CurlTransport> curl_2_;  // its connections are no others' to use
    Http1Transport http1_;
    bool curl_only_;
};

}  // namespace hexameter::detail
