// The lowest two bits of an id say whose it is.
#include "transport/transport_router.hpp"

namespace hexameter::detail {
namespace {

constexpr unsigned owner_bits = 2;
constexpr ExchangeId of_http1 = 0;
constexpr ExchangeId of_curl = 1;
constexpr ExchangeId of_curl_2 = 2;

}  // namespace

TransportRouter::TransportRouter(boost::asio::io_context& context, bool curl_only)
    : context_(context), curl_(context), http1_(context), curl_only_(curl_only) {}

ExchangeId TransportRouter::start(HttpRequest request, ExchangeHandler& handler) {
    if (!curl_only_ && http1_.carries(request))
        return http1_.start(std::move(request), handler) << owner_bits | of_http1;
    if (request.way().http == HttpVersion::http1)
        return curl_.start(std::move(request), handler) << owner_bits | of_curl;
    if (!curl_2_) curl_2_.emplace(context_);
    return curl_2_->start(std::move(request), handler) << owner_bits | of_curl_2;
}

void TransportRouter::cancel(ExchangeId id) {
    const ExchangeId own = id >> owner_bits;
    switch (id & ((1U << owner_bits) - 1)) {
        case of_curl:
            return curl_.cancel(own);
        case of_curl_2:
            if (curl_2_) curl_2_->cancel(own);
            return;
        default:
            return http1_.cancel(own);
    }
}

}  // namespace hexameter::detail
