// The connections of the plain transport.
//
// 1. A connection belongs to one exchange, or rests in its peer's `idle`, or drains, or is closed.
// 2. A request is sent once more, over a fresh connection, only when a kept one ended before any
//    byte of a reply. Nothing tells whether the server had read it: an end can come right behind
//    it, with no reset.
// 3. No byte that came before a request was sent is taken for its reply.
// 4. After a handler was called, the exchange may be stopped, but it is there: handlers end nothing
//    but by settle().
#include <boost/asio/error.hpp>
#include <cerrno>

#include "base/clock.hpp"
#include "transport/http1_transport.hpp"
#include "transport/request_check.hpp"

namespace hexameter::detail {
namespace {

constexpr std::chrono::seconds short_rest{1};
constexpr unsigned most_lost = 2;

// How long a reply may end after its handler has all it wants, for the connection to be kept.
constexpr std::chrono::milliseconds drain_time{100};
constexpr std::size_t most_draining = 32;

// When to ask a Unix socket again that had no room for one more to wait.
constexpr std::chrono::milliseconds room_time{5};

Error unreadable(const Http1Exchange& exchange, const Http1Reply& reply) {
    const auto fault = reply.begins_well() ? ExchangeFault::bad_http : ExchangeFault::not_http;
    return exchange.failure(fault, 0, reply.fault());
}

}  // namespace

void Http1Transport::wait_for_sockets() {
    ready_sockets_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                              [this](const boost::system::error_code& error) {
                                  if (error) return;
                                  handle_sockets();
                                  wait_for_sockets();
                              });
}

void Http1Transport::handle_sockets() {
    for (const epoll_event& event : set_.ready()) {
        const auto ready = set_.current(event);
        if (!ready) continue;
        settle_asked_ = true;  // it follows
        handle(ready->fd, ready->events);
        settle();
    }
}

void Http1Transport::handle(int fd, std::uint32_t events) {
    const Slot& slot = slots_[static_cast<std::size_t>(fd)];
    if (slot.draining) return drain(fd);
    if (slot.exchange == nullptr) return lose(fd);
    Http1Exchange& exchange = *slot.exchange;
    if (slot.connecting) return connect_ended(exchange);
    if ((events & EPOLLOUT) != 0) go_on_sending(exchange);
    if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) read(exchange);
}

void Http1Transport::go_on_sending(Http1Exchange& exchange) {
    Http1Connection& connection = connection_of(exchange);
    const std::size_t before = connection.sent_bytes();
    // When it fails, reading tells why.
    static_cast<void>(connection.send(exchange.head, exchange.request.body));
    if (connection.sent_bytes() > before) exchange.last_byte = now();
}

Http1Connection& Http1Transport::connection_of(const Http1Exchange& exchange) {
    return *slots_[static_cast<std::size_t>(exchange.fd)].connection;
}

void Http1Transport::launch(Http1Exchange& exchange) {
    if (const auto fault = request_fault(exchange.request)) return finish(exchange, *fault);
    auto& idle = exchange.peer->idle;
    while (!exchange.fresh && !idle.empty()) {
        const int fd = idle.back();
        Slot& slot = slots_[static_cast<std::size_t>(fd)];
        if (!slot.connection->quiet()) {
            lose(fd);
            continue;
        }
        idle.pop_back();
        slot.exchange = &exchange;
        exchange.fd = fd;
        return send_request(exchange);
    }
    exchange.address = 0;
    exchange.new_connection = true;
    exchange.connecting_since = now();
    exchange.addresses = exchange.peer->unix_address;
    if (exchange.addresses) {
        arm(exchange);
        return connect(exchange);
    }
    exchange.addresses = addresses_.find(exchange.peer->host, exchange.peer->port,
                                         [this, id = exchange.id](const Addresses& addresses) {
                                             if (Http1Exchange* known = exchanges_.find(id);
                                                 known && !known->stopped) {
                                                 known->addresses = addresses;
                                                 connect(*known);
                                             }
                                             settle();
                                         });
    arm(exchange);
    if (exchange.addresses) connect(exchange);
}

// Tries the addresses from `exchange.address` on.
void Http1Transport::connect(Http1Exchange& exchange) {
    const auto& addresses = *exchange.addresses;
    if (addresses.empty()) return finish(exchange, exchange.failure(ExchangeFault::unknown_host));
    Error error = exchange.failure(ExchangeFault::no_connection);
    for (; exchange.address < addresses.size(); ++exchange.address) {
        exchange.address_since = now();
        switch (open(addresses[exchange.address], exchange)) {
            case Progress::waiting:
                return arm(exchange);
            case Progress::done:
                return send_request(exchange);
            case Progress::failed: {
                const int cause = errno;
                error = exchange.failure(ExchangeFault::no_connection, cause);
                leave_connection(exchange, After::close);
                if (cause != EAGAIN || !exchange.peer->unix_address) break;
                exchange.again_at = now() + room_time;
                return arm(exchange);
            }
        }
    }
    finish(exchange, error);
}

// `failed`: errno says why.
Http1Transport::Progress Http1Transport::open(const SocketAddress& address,
                                              Http1Exchange& exchange) {
    int fd = Http1Connection::open_socket(address);
    if (fd < 0 && errno == EMFILE) {
        close_resting();
        fd = Http1Connection::open_socket(address);
    }
    if (fd < 0) return Progress::failed;
    const auto place = static_cast<std::size_t>(fd);
    if (place >= slots_.size()) slots_.resize(place + 1);
    slots_[place] = {
        std::make_unique<Http1Connection>(set_, fd), exchange.peer, &exchange, true, false, {}, {}};
    exchange.fd = fd;
    return slots_[place].connection->connect(address);
}

void Http1Transport::connect_ended(Http1Exchange& exchange) {
    if (exchange.stopped) return;  // settle() ends it
    const int error = connection_of(exchange).finish_connect();
    if (error == 0) return send_request(exchange);
    const Error words = exchange.failure(ExchangeFault::no_connection, error);
    if (!try_next_address(exchange)) finish(exchange, words);
}

bool Http1Transport::try_next_address(Http1Exchange& exchange) {
    if (std::exchange(exchange.again_at, std::nullopt)) {
        connect(exchange);
        return true;
    }
    if (exchange.address + 1 >= exchange.addresses->size()) return false;
    leave_connection(exchange, After::close);
    ++exchange.address;
    connect(exchange);
    return true;
}

void Http1Transport::send_request(Http1Exchange& exchange) {
    Http1Connection& connection = connection_of(exchange);
    slots_[static_cast<std::size_t>(exchange.fd)].connecting = false;
    const Instant at = now();
    connection.begin_request(at, exchange.request.method == "HEAD");
    const Progress progress = connection.send(exchange.head, exchange.request.body);
    exchange.sent = at;
    exchange.last_byte = at;
    arm(exchange);
    // When nothing could be sent, reading tells why.
    if (progress != Progress::failed || connection.sent_bytes() > 0)
        exchange.handler->on_sent(at, exchange.fresh ? kept_ended : std::string_view());
}

void Http1Transport::read(Http1Exchange& exchange) {
    Http1Connection& connection = connection_of(exchange);
    const StampedRead came = connection.read(buffer_, clock_);
    if (came.bytes < 0) {
        if (came.error != EAGAIN) broke(exchange, came.error);
        return;
    }
    if (came.bytes == 0) {
        // A connection that broke in sending ended no reply, whatever it looks like.
        if (connection.send_error() == 0 &&
            connection.reply().take_end() == Http1Reply::State::complete)
            finish(exchange, {});
        else
            broke(exchange, connection.send_error());
        return;
    }
    exchange.last_byte = std::max(exchange.last_byte, came.stamp.at);
    const auto state =
        connection.reply().take({buffer_.data(), static_cast<std::size_t>(came.bytes)}, scratch_);
    hear(exchange, came.stamp);
    if (exchange.refusal) return finish(exchange, *exchange.refusal);
    switch (state) {
        case Http1Reply::State::more:
            if (exchange.completed) finish(exchange, {}, After::drain);
            break;
        case Http1Reply::State::complete:
            if (connection.reused()) exchange.peer->lost = 0;
            finish(exchange, {}, After::rest);
            break;
        case Http1Reply::State::head_too_long:
            finish(exchange, head_error(exchange.request));
            break;
        case Http1Reply::State::cut:
        case Http1Reply::State::broken:
            finish(exchange, unreadable(exchange, connection.reply()));
            break;
    }
}

void Http1Transport::hear(Http1Exchange& exchange, const WireStamp& stamp) {
    const Http1Reply& reply = connection_of(exchange).reply();
    if (reply.has_head() && !exchange.head_given) {
        exchange.head_given = true;
        if (connection_of(exchange).sent_bytes() == exchange.bytes) exchange.let_go_of_request();
        if (!exchange.stopped) exchange.handler->on_head(reply.head(), stamp);
        exchange.refusal = head_fault(exchange.request, reply.head());
    }
    if (exchange.refusal) return;
    if (exchange.stopped || exchange.completed || reply.body().empty()) return;
    exchange.body_bytes += reply.body().size();
    if (exchange.body_bytes > exchange.request.max_body_bytes) {
        exchange.refusal = body_error(exchange.request);
        return;
    }
    switch (exchange.handler->on_body(reply.body(), stamp)) {
        case BodyVerdict::more:
            break;
        case BodyVerdict::complete:
            exchange.completed = now();
            break;
        case BodyVerdict::stop:
            cancel(exchange.id);
            break;
    }
}

// error 0: the server closed.
void Http1Transport::broke(Http1Exchange& exchange, int error) {
    Http1Connection& connection = connection_of(exchange);
    const bool untouched = connection.reply().untouched();
    const bool closed = error == 0 || error == ECONNRESET || error == EPIPE;
    if (closed && untouched && connection.reused() && !exchange.fresh && !exchange.stopped) {
        count_loss(slots_[static_cast<std::size_t>(exchange.fd)], *exchange.sent);
        leave_connection(exchange, After::close);
        exchange.fresh = true;
        exchange.sent.reset();
        return launch(exchange);
    }
    ExchangeFault fault = error == 0 ? ExchangeFault::cut : ExchangeFault::broken;
    if (untouched) fault = ExchangeFault::no_reply;
    finish(exchange, exchange.failure(fault, error));
}

void Http1Transport::leave_connection(Http1Exchange& exchange, After after) {
    if (exchange.fd < 0) return;
    const int fd = std::exchange(exchange.fd, -1);
    Slot& slot = slots_[static_cast<std::size_t>(fd)];
    slot.exchange = nullptr;
    const bool all_sent = slot.connection->sent_bytes() == exchange.bytes;
    if (after == After::close || !all_sent) return close(fd);
    if (after == After::rest) return rest(fd);
    // A server that ends no reply would hold a descriptor for each for that long.
    if (draining_.size() >= most_draining) close_longest_draining();
    slot.draining = true;
    slot.drain_until = now() + drain_time;
    draining_.push_back({slot.drain_until, fd});
}

void Http1Transport::rest(int fd) {
    Slot& slot = slots_[static_cast<std::size_t>(fd)];
    slot.draining = false;
    slot.peer->replied = true;
    if (slot.peer->lost >= most_lost || !slot.connection->reply().keeps_alive()) return close(fd);
    slot.resting_since = now();
    slot.connection->rest();
    slot.peer->idle.push_back(fd);
}

// After a longer rest it is the server's right to close it.
void Http1Transport::count_loss(const Slot& slot, Instant at) {
    if (at - slot.resting_since < short_rest && std::exchange(slot.peer->replied, false))
        ++slot.peer->lost;
}

// A resting connection was closed, or speaks unasked.
void Http1Transport::lose(int fd) {
    count_loss(slots_[static_cast<std::size_t>(fd)], now());
    close(fd);
}

void Http1Transport::drain(int fd) {
    Http1Connection& connection = *slots_[static_cast<std::size_t>(fd)].connection;
    const StampedRead came = connection.read(buffer_, clock_);
    if (came.bytes < 0 && came.error == EAGAIN) return;
    if (came.bytes <= 0) return close(fd);
    switch (
        connection.reply().take({buffer_.data(), static_cast<std::size_t>(came.bytes)}, scratch_)) {
        case Http1Reply::State::more:
            return;
        case Http1Reply::State::complete:
            return rest(fd);
        default:
            return close(fd);
    }
}

// They are worth less than a request that cannot go out.
void Http1Transport::close_resting() {
    for (auto& [authority, peer] : peers_)
        while (!peer.idle.empty()) close(peer.idle.back());
}

void Http1Transport::close_longest_draining() {
    const Draining over = draining_.front();
    draining_.pop_front();
    const Slot& slot = slots_[static_cast<std::size_t>(over.fd)];
    // It may have ended by itself meanwhile, and even drain anew.
    if (slot.draining && slot.drain_until == over.until) close(over.fd);
}

void Http1Transport::end_draining(Instant at) {
    while (!draining_.empty() && draining_.front().until <= at) close_longest_draining();
}

void Http1Transport::close(int fd) {
    Slot& slot = slots_[static_cast<std::size_t>(fd)];
    if (!slot.connection) return;
    std::erase(slot.peer->idle, fd);
    slot = {};
}

}  // namespace hexameter::detail
