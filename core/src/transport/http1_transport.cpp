// 1. Handlers hear of an exchange from the loop only, never from inside start() or cancel(): those
//    note it in `begun_` and `cut_`, which settle() works off.
// 2. A slot is free, and its connection rests or is closed, before on_end is called, for on_end may
//    start the next exchange.
//
// start -> settle: launch -> (connect) -> send_request -> read* -> finish -> [free]
//   cancel -> settle: finish;   a limit passed -> expire: finish
// The connection then rests, drains what is left of the reply, or is closed.
#include "transport/http1_transport.hpp"

#include <boost/asio/post.hpp>

#include "base/clock.hpp"
#include "transport/file_limit.hpp"
#include "transport/proxies.hpp"

namespace hexameter::detail {
namespace asio = boost::asio;

namespace {

constexpr std::size_t buffer_bytes = std::size_t{64} * 1024;
constexpr std::size_t most_routes = 1024;

}  // namespace

Http1Transport::Http1Transport(asio::io_context& context)
    : context_(context),
      addresses_(context),
      ready_sockets_(context, set_.poll_fd()),
      deadline_timer_(context,
                      [this] {
                          settle_asked_ = true;  // it follows
                          expire();
                          settle();
                      }),
      proxied_(!proxies().http.empty()),
      buffer_(buffer_bytes) {
    raise_file_limit();
    wait_for_sockets();
}

Http1Transport::~Http1Transport() {
    slots_.clear();
    ready_sockets_.release();  // the set owns it
}

const Http1Transport::Route& Http1Transport::route(const HttpRequest& request) {
    const std::string socket = request.way().unix_socket;
    const std::string key = socket.empty() ? request.url : request.url + '\n' + socket;
    const auto known = routes_.find(key);
    if (known != routes_.end()) return known->second;
    if (routes_.size() == most_routes) routes_.clear();
    Route found;
    auto target = http1_target(request.url);
    if (target && (!proxied_ || !socket.empty() || is_loopback(target->host))) {
        Http1Peer& peer = peers_[socket.empty() ? target->authority : '\n' + socket];
        peer.host = target->host;
        peer.port = target->port;
        if (!socket.empty()) peer.unix_address = unix_address(socket);
        found = {&peer, std::move(*target)};
    }
    return routes_.emplace(key, std::move(found)).first->second;
}

bool Http1Transport::carries(const HttpRequest& request) {
    return request.way().http != HttpVersion::http2 && route(request).peer != nullptr;
}

ExchangeId Http1Transport::start(HttpRequest request, ExchangeHandler& handler) {
    const Route& way = route(request);
    const ExchangeId id =
        exchanges_.begin([](std::uint32_t /*slot*/) { return std::make_unique<Http1Exchange>(); });
    Http1Exchange& exchange = exchanges_.at(exchanges_.slot_of(id));
    exchange = {};
    exchange.id = id;
    exchange.head = http1_head(request, way.target);
    exchange.bytes = exchange.head.size() + request.body.size();
    exchange.peer = way.peer;
    exchange.request = std::move(request);
    exchange.handler = &handler;
    exchange.begun = exchange.request.begun.value_or(now());
    begun_.push_back(id);
    ask_to_settle();
    return id;
}

void Http1Transport::cancel(ExchangeId id) {
    Http1Exchange* exchange = exchanges_.find(id);
    if (exchange == nullptr) return;
    exchange->stopped = true;
    cut_.push_back(id);
    ask_to_settle();
}

void Http1Transport::ask_to_settle() {
    if (settle_asked_) return;
    settle_asked_ = true;
    asio::post(context_, [this] { settle(); });
}

// What is started or cancelled while exchanges are launched waits for the next time, so that the
// loop gets its turn even where every exchange fails at once.
void Http1Transport::settle() {
    settle_asked_ = false;
    std::swap(cut_, settling_);
    for (const ExchangeId id : settling_)
        if (Http1Exchange* exchange = exchanges_.find(id)) finish(*exchange, {});
    settling_.clear();
    std::swap(begun_, settling_);
    for (const ExchangeId id : settling_)
        if (Http1Exchange* exchange = exchanges_.find(id); exchange && !exchange->stopped)
            launch(*exchange);
    settling_.clear();
    rearm_deadlines();
}

void Http1Transport::finish(Http1Exchange& exchange, Error error, After after) {
    ExchangeEnd end;
    end.at = exchange.completed.value_or(now());
    end.new_connection = exchange.new_connection;
    end.replied = exchange.fd >= 0 && !connection_of(exchange).reply().untouched();
    end.clean = exchange.completed || (!exchange.stopped && error.code() == ErrorCode::none);
    end.stopped = exchange.stopped && !end.clean;
    if (end.stopped)
        end.error = Error(ErrorCode::cancelled, "the exchange was cut on request");
    else if (!end.clean)
        end.error = std::move(error);
    ExchangeHandler* handler = std::exchange(exchange.handler, nullptr);
    leave_connection(exchange, after);
    exchanges_.release(exchanges_.slot_of(exchange.id));
    handler->on_end(end);
}

void Http1Transport::arm(const Http1Exchange& exchange) {
    const Instant due = exchange.due();
    if (due != Instant::max()) deadlines_.arm(exchanges_.slot_of(exchange.id), due);
}

void Http1Transport::rearm_deadlines() {
    if (const auto next = deadlines_.next()) deadline_timer_.ask(*next);
    if (!draining_.empty()) deadline_timer_.ask(draining_.front().until);
}

void Http1Transport::expire() {
    const Instant at = now();
    while (const auto slot = deadlines_.pop(at)) {
        Http1Exchange& exchange = exchanges_.at(*slot);
        if (exchange.due() > at)
            arm(exchange);
        else if (!exchange.may_go_on(at) || !try_next_address(exchange))
            finish(exchange, exchange.overdue());
    }
    end_draining(at);
}

}  // namespace hexameter::detail
