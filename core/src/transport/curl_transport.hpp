// The transport on libcurl's multi interface, driven by Asio's loop.
#pragma once

#include <curl/curl.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <vector>

#include "transport/curl_exchange.hpp"
#include "transport/earliest_timer.hpp"
#include "transport/exchange_table.hpp"
#include "transport/transport.hpp"

namespace hexameter::detail {

// Thread: start() and cancel() on the thread that runs the context. Made before and destroyed after
// the context runs; what is in flight then is closed without a word to its handlers.
class CurlTransport final : public Transport {
  public:
    explicit CurlTransport(boost::asio::io_context& context);
    ~CurlTransport() override;
    CurlTransport(const CurlTransport&) = delete;
    CurlTransport& operator=(const CurlTransport&) = delete;

    ExchangeId start(HttpRequest request, ExchangeHandler& handler) override;
    void cancel(ExchangeId id) override;

  private:
    static int on_socket(CURL* easy, curl_socket_t fd, int what, void* self, void* socket);
    static int on_timer(CURLM* multi, long timeout_ms, void* self);

    void wait_for_sockets();
    void handle_sockets();
    void set_curl_timer(long timeout_ms);
    void drive(curl_socket_t fd, int events);
    void post_settle();
    void settle();
    void finish(CurlExchange& exchange, CURLcode result, bool stalled);
    void finish_completed();
    void finish_done();
    void rearm_deadlines();
    void expire();

    boost::asio::io_context& context_;
    CurlShared shared_;
    CURLM* multi_;
    boost::asio::posix::stream_descriptor ready_sockets_;
    boost::asio::steady_timer curl_timer_;
    EarliestTimer deadline_timer_;
    bool inside_curl_ = false;  // libcurl's functions must not be called from its callbacks
    bool settle_posted_ = false;
    bool timeout_posted_ = false;
    ExchangeTable<CurlExchange> exchanges_;
    std::vector<ExchangeId> waiting_;  // begun inside of libcurl, to be added outside
    std::vector<ExchangeId> cut_;      // to be ended: cancelled, or impossible from the start
};

}  // namespace hexameter::detail
