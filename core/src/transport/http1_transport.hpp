// The transport for plain http:// at high rates: HTTP/1.1 over sockets of its own, two system calls
// per arrival. No TLS, no proxies.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "transport/address_book.hpp"
#include "transport/deadline_queue.hpp"
#include "transport/earliest_timer.hpp"
#include "transport/exchange_table.hpp"
#include "transport/http1_connection.hpp"
#include "transport/http1_exchange.hpp"
#include "transport/transport.hpp"

namespace hexameter::detail {

// Thread: start() and cancel() on the thread that runs the context. Made before and destroyed after
// the context runs; what is in flight then is closed without a word to its handlers.
class Http1Transport final : public Transport {
  public:
    explicit Http1Transport(boost::asio::io_context& context);
    ~Http1Transport() override;
    Http1Transport(const Http1Transport&) = delete;
    Http1Transport& operator=(const Http1Transport&) = delete;

    // Whether the request can go this way.
    [[nodiscard]] bool carries(const HttpRequest& request);

    // It must be one that it carries.
    ExchangeId start(HttpRequest request, ExchangeHandler& handler) override;
    void cancel(ExchangeId id) override;

  private:
    using Progress = Http1Connection::Progress;

    // What becomes of a connection when its exchange is over.
    enum class After { close, rest, drain };

    struct Draining {
        Instant until;
        int fd = -1;
    };

    struct Route {
        Http1Peer* peer = nullptr;  // null: not for us
        Http1Target target;
    };

    struct Slot {
        std::unique_ptr<Http1Connection> connection;
        Http1Peer* peer = nullptr;
        Http1Exchange* exchange = nullptr;  // null: it rests or drains
        bool connecting = false;
        bool draining = false;  // its handler has all it wants; the reply's end is to come
        Instant resting_since;
        Instant drain_until;
    };

    // Exchanges (http1_transport.cpp).
    const Route& route(const HttpRequest& request);
    void ask_to_settle();
    void settle();
    void finish(Http1Exchange& exchange, Error error, After after = After::close);
    void arm(const Http1Exchange& exchange);
    void rearm_deadlines();
    void expire();

    // Connections (http1_wire.cpp).
    void wait_for_sockets();
    void handle_sockets();
    void handle(int fd, std::uint32_t events);
    void launch(Http1Exchange& exchange);
    void connect(Http1Exchange& exchange);
    Progress open(const SocketAddress& address, Http1Exchange& exchange);
    void connect_ended(Http1Exchange& exchange);
    bool try_next_address(Http1Exchange& exchange);
    void go_on_sending(Http1Exchange& exchange);
    void send_request(Http1Exchange& exchange);
    void read(Http1Exchange& exchange);
    void hear(Http1Exchange& exchange, const WireStamp& stamp);
    void broke(Http1Exchange& exchange, int error);
    void leave_connection(Http1Exchange& exchange, After after);
    void rest(int fd);
    static void count_loss(const Slot& slot, Instant at);
    void lose(int fd);
    void drain(int fd);
    void close(int fd);
    void close_resting();
    void close_longest_draining();
    void end_draining(Instant at);
    [[nodiscard]] Http1Connection& connection_of(const Http1Exchange& exchange);

    boost::asio::io_context& context_;
    EpollSet set_;
    WallClock clock_;
    AddressBook addresses_;
    DeadlineQueue deadlines_;
    boost::asio::posix::stream_descriptor ready_sockets_;
    EarliestTimer deadline_timer_;
    bool proxied_ = false;
    bool settle_asked_ = false;                      // a call of settle() is under way
    std::map<std::string, Http1Peer> peers_;         // by authority
    std::unordered_map<std::string, Route> routes_;  // by URL and Unix socket
    std::vector<Slot> slots_;                        // by descriptor
    ExchangeTable<Http1Exchange> exchanges_;
    std::vector<ExchangeId> begun_;  // to be launched
    std::vector<ExchangeId> settling_;
    std::vector<ExchangeId> cut_;    // to be ended: cancelled, or impossible from the start
    std::deque<Draining> draining_;  // the longest first
    std::vector<std::uint8_t> buffer_;
    std::string scratch_;
};

}  // namespace hexameter::detail
