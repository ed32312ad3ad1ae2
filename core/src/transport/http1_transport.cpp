// 1. Handlers hear of an exchange from the loop only, never from inside start() or cancel(): those
//    note it in `begun_` and `cut_`, which settle() works off.
// 2. An exchange's id holds its slot and a running number: an old id finds nothing.
// 3. A slot is free, and its connection rests or is closed, before on_end is called, for on_end may
//    start the next exchange.
//
// start -> settle: launch -> (connect) -> send_request -> read* -> finish -> [free]
//   cancel -> settle: finish;   a limit passed -> expire: finish
// The connection then rests, drains what is left of the reply, or is closed.
#include "transport/http1_transport.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cstdlib>

#include "base/clock.hpp"
#include "transport/file_limit.hpp"

namespace hexameter::detail {
namespace asio = boost::asio;

namespace {

constexpr unsigned slot_bits = 24;  // 16 million at once
constexpr std::uint64_t slot_mask = (1U << slot_bits) - 1;
constexpr std::size_t buffer_bytes = std::size_t{64} * 1024;
constexpr std::size_t most_routes = 1024;

bool has_proxy() {
    for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY"}) {
        // Read before the loop's thread runs; nothing of ours writes the environment.
        const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
        if (value != nullptr && *value != '\0') return true;
    }
    return false;
}

}  // namespace

Http1Transport::Http1Transport(asio::io_context& context)
    : context_(context),
      addresses_(context),
      ready_sockets_(context, set_.poll_fd()),
      deadline_timer_(context),
      proxied_(has_proxy()),
      buffer_(buffer_bytes) {
    raise_file_limit();
    wait_for_sockets();
}

Http1Transport::~Http1Transport() {
    slots_.clear();
    ready_sockets_.release();  // the set owns it
}

const Http1Transport::Route& Http1Transport::route(const std::string& url) {
    const auto known = routes_.find(url);
    if (known != routes_.end()) return known->second;
    if (routes_.size() == most_routes) routes_.clear();
    Route found;
    if (auto target = http1_target(url); target && (!proxied_ || is_loopback(target->host))) {
        Http1Peer& peer = peers_[target->authority];
        peer.host = target->host;
        peer.port = target->port;
        found = {&peer, std::move(*target)};
    }
    return routes_.emplace(url, std::move(found)).first->second;
}

bool Http1Transport::carries(const std::string& url) {
    return route(url).peer != nullptr;
}

Http1Exchange* Http1Transport::find(ExchangeId id) const {
    const std::uint64_t slot = id & slot_mask;
    if (slot >= exchanges_.size()) return nullptr;
    Http1Exchange* exchange = exchanges_[slot].get();
    return exchange->handler != nullptr && exchange->id == id ? exchange : nullptr;
}

std::uint32_t Http1Transport::free_slot() {
    if (free_.empty()) {
        exchanges_.push_back(std::make_unique<Http1Exchange>());
        return static_cast<std::uint32_t>(exchanges_.size() - 1);
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    return slot;
}

ExchangeId Http1Transport::start(HttpRequest request, ExchangeHandler& handler) {
    const Route& way = route(request.url);
    const std::uint32_t slot = free_slot();
    Http1Exchange& exchange = *exchanges_[slot];
    exchange = {};
    exchange.id = (++count_ << slot_bits) | slot;
    exchange.head = http1_head(request, way.target);
    exchange.peer = way.peer;
    exchange.request = std::move(request);
    exchange.handler = &handler;
    exchange.begun = now();
    begun_.push_back(exchange.id);
    ask_to_settle();
    return exchange.id;
}

void Http1Transport::cancel(ExchangeId id) {
    Http1Exchange* exchange = find(id);
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
        if (Http1Exchange* exchange = find(id)) finish(*exchange, {});
    settling_.clear();
    std::swap(begun_, settling_);
    for (const ExchangeId id : settling_)
        if (Http1Exchange* exchange = find(id); exchange && !exchange->stopped) launch(*exchange);
    settling_.clear();
    rearm_deadlines();
}

void Http1Transport::finish(Http1Exchange& exchange, Error error, After after) {
    ExchangeEnd end;
    end.at = exchange.completed.value_or(now());
    end.new_connection = exchange.new_connection;
    end.clean = exchange.completed || (!exchange.stopped && error.code() == ErrorCode::none);
    end.stopped = exchange.stopped && !end.clean;
    if (end.stopped)
        end.error = Error(ErrorCode::cancelled, "the exchange was cut on request");
    else if (!end.clean)
        end.error = std::move(error);
    ExchangeHandler* handler = std::exchange(exchange.handler, nullptr);
    leave_connection(exchange, after);
    free_.push_back(static_cast<std::uint32_t>(exchange.id & slot_mask));
    handler->on_end(end);
}

void Http1Transport::arm(const Http1Exchange& exchange) {
    const Instant due = exchange.due();
    if (due != Instant::max())
        deadlines_.arm(static_cast<std::uint32_t>(exchange.id & slot_mask), due);
}

void Http1Transport::rearm_deadlines() {
    auto next = deadlines_.next();
    if (!draining_.empty()) next = std::min(next.value_or(Instant::max()), draining_.front().until);
    if (!next || *next >= deadline_armed_) return;
    deadline_armed_ = *next;
    deadline_timer_.expires_at(*next);
    deadline_timer_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        deadline_armed_ = Instant::max();
        settle_asked_ = true;  // it follows
        expire();
        settle();
    });
}

void Http1Transport::expire() {
    const Instant at = now();
    while (const auto slot = deadlines_.pop(at)) {
        Http1Exchange& exchange = *exchanges_[*slot];
        if (exchange.due() > at)
            arm(exchange);
        else if (!exchange.may_go_on(at) || !try_next_address(exchange))
            finish(exchange, exchange.overdue());
    }
    end_draining(at);
}

}  // namespace hexameter::detail
