// Sends each request the way that fits it: plain http:// over our own sockets, everything else by
// libcurl.
#pragma once

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
    StampingSocket stamping_;
    CurlTransport curl_;
    Http1Transport http1_;
    bool curl_only_;
};

}  // namespace hexameter::detail
