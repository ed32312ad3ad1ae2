// The lowest bit of an id says whose it is.
#include "transport/transport_router.hpp"

namespace hexameter::detail {

TransportRouter::TransportRouter(boost::asio::io_context& context, bool curl_only)
    : curl_(context), http1_(context), curl_only_(curl_only) {}

ExchangeId TransportRouter::start(HttpRequest request, ExchangeHandler& handler) {
    if (!curl_only_ && http1_.carries(request.url))
        return http1_.start(std::move(request), handler) << 1U;
    return (curl_.start(std::move(request), handler) << 1U) | 1U;
}

void TransportRouter::cancel(ExchangeId id) {
    if ((id & 1U) != 0)
        curl_.cancel(id >> 1U);
    else
        http1_.cancel(id >> 1U);
}

}  // namespace hexameter::detail
