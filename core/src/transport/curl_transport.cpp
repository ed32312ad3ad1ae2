// 1. libcurl is entered from drive(), start() and finish() only, never from one of its callbacks
//    (`inside_curl_`): what a handler asks for in there waits for settle().
// 2. Handlers hear on_end from settle() and expire(), which run from the loop, so never from inside
//    start() or cancel().
// 3. A slot is free before on_end is called, for on_end may start the next exchange; that of a
//    reply whose handler said that it is whole may drain on, and is free when the connection is.
//
// start -> [multi] -> drive* -> finish_done -> finish -> [free]
//   cancel -> cut_ -> settle -> finish;   silence or grace over: expire -> finish
//   complete -> finish_completed -> [drains] -> finish_done or expire -> finish -> [free]
#include "transport/curl_transport.hpp"

#include <boost/asio/post.hpp>
#include <mutex>
#include <new>

#include "base/clock.hpp"
#include "transport/file_limit.hpp"

namespace hexameter::detail {
namespace asio = boost::asio;

namespace {

constexpr long most_idle_connections = 65536;

CURLM* new_multi() {
    static std::once_flag once;
    std::call_once(once, [] {
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::bad_alloc();
    });
    CURLM* multi = curl_multi_init();
    if (multi == nullptr) throw std::bad_alloc();
    return multi;
}

}  // namespace

CurlTransport::CurlTransport(asio::io_context& context)
    : context_(context),
      multi_(new_multi()),
      ready_sockets_(context, shared_.watched.poll_fd()),
      curl_timer_(context),
      deadline_timer_(context, [this] {
          expire();
          settle();
      }) {
    raise_file_limit();
    shared_.proxies = proxies();
    shared_.roots = trusted_roots();
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, most_idle_connections);
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
    wait_for_sockets();
}

CurlTransport::~CurlTransport() {
    for (const auto& exchange : exchanges_.all())
        if (exchange->busy()) curl_multi_remove_handle(multi_, exchange->easy());
    exchanges_.clear();
    curl_multi_cleanup(multi_);
    ready_sockets_.release();  // the table owns it
}

ExchangeId CurlTransport::start(HttpRequest request, ExchangeHandler& handler) {
    const ExchangeId id = exchanges_.begin(
        [this](std::uint32_t slot) { return std::make_unique<CurlExchange>(shared_, slot); });
    CurlExchange& exchange = exchanges_.at(exchanges_.slot_of(id));
    exchange.begin(std::move(request), handler, id);
    if (exchange.refusal()) {
        cut_.push_back(id);
        post_settle();
    } else if (inside_curl_) {
        waiting_.push_back(id);
    } else {
        curl_multi_add_handle(multi_, exchange.easy());
    }
    return id;
}

void CurlTransport::cancel(ExchangeId id) {
    CurlExchange* exchange = exchanges_.find(id);
    if (exchange == nullptr) return;
    exchange->stop();
    cut_.push_back(id);
    post_settle();
}

void CurlTransport::post_settle() {
    if (settle_posted_) return;
    settle_posted_ = true;
    asio::post(context_, [this] {
        settle_posted_ = false;
        settle();
    });
}

int CurlTransport::on_socket(CURL* easy, curl_socket_t fd, int what, void* self, void* /*socket*/) {
    std::uint32_t events = 0;
    if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) events |= EPOLLIN;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) events |= EPOLLOUT;
    static_cast<CurlTransport*>(self)->shared_.watched.watch(fd, events);
    // A request is on its way before libcurl says over which kept connection: here it does.
    CurlExchange* exchange = nullptr;
    if (events != 0 && curl_easy_getinfo(easy, CURLINFO_PRIVATE, &exchange) == CURLE_OK &&
        exchange != nullptr)
        exchange->attach(fd, events);
    return 0;
}

int CurlTransport::on_timer(CURLM* /*multi*/, long timeout_ms, void* self) {
    static_cast<CurlTransport*>(self)->set_curl_timer(timeout_ms);
    return 0;
}

void CurlTransport::set_curl_timer(long timeout_ms) {
    if (timeout_ms < 0) {
        curl_timer_.cancel();
        return;
    }
    if (timeout_ms == 0) {
        if (timeout_posted_) return;
        timeout_posted_ = true;
        asio::post(context_, [this] {
            timeout_posted_ = false;
            settle();  // what was cancelled before it began shall not begin
            drive(CURL_SOCKET_TIMEOUT, 0);
            settle();
        });
        return;
    }
    curl_timer_.expires_after(std::chrono::milliseconds(timeout_ms));
    curl_timer_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        drive(CURL_SOCKET_TIMEOUT, 0);
        settle();
    });
}

void CurlTransport::wait_for_sockets() {
    ready_sockets_.async_wait(asio::posix::stream_descriptor::wait_read,
                              [this](const boost::system::error_code& error) {
                                  if (error) return;
                                  handle_sockets();
                                  wait_for_sockets();
                              });
}

void CurlTransport::handle_sockets() {
    for (const epoll_event& event : shared_.watched.ready()) {
        const auto ready = shared_.watched.current(event);
        if (!ready) continue;
        int events = 0;
        if ((ready->events & (EPOLLIN | EPOLLHUP)) != 0) events |= CURL_CSELECT_IN;
        if ((ready->events & EPOLLOUT) != 0) events |= CURL_CSELECT_OUT;
        if ((ready->events & EPOLLERR) != 0) events |= CURL_CSELECT_ERR;
        // A peek would take the socket's error away from libcurl.
        CurlSocket* socket = shared_.sockets.find(ready->fd);
        const bool readable = socket != nullptr && events == CURL_CSELECT_IN;
        if (readable) {
            socket->begin_read(shared_.clock);
            shared_.sockets.look(ready->fd);
        }
        // It takes more of a request: the server, or the kernel for it, has read on.
        if (socket != nullptr && (ready->events & EPOLLOUT) != 0) socket->note_writable(now());
        drive(ready->fd, events);
        // libcurl may have closed it; the descriptor's number cannot have come back by then unless
        // for a socket that has not begun to read.
        socket = readable ? shared_.sockets.find(ready->fd) : nullptr;
        if (socket != nullptr) socket->end_read();
        settle();
    }
}

void CurlTransport::drive(curl_socket_t fd, int events) {
    int running = 0;
    inside_curl_ = true;
    curl_multi_socket_action(multi_, fd, events, &running);
    inside_curl_ = false;
}

void CurlTransport::settle() {
    // Handlers may cancel and start from their on_end, so both lists can grow under way.
    do {
        for (std::size_t i = 0; i < cut_.size(); ++i)
            if (CurlExchange* exchange = exchanges_.find(cut_[i]))
                finish(*exchange, CURLE_OK, false);
        cut_.clear();
        for (std::size_t i = 0; i < waiting_.size(); ++i)
            if (const CurlExchange* exchange = exchanges_.find(waiting_[i]))
                curl_multi_add_handle(multi_, exchange->easy());
        waiting_.clear();
        finish_done();
        finish_completed();
    } while (!cut_.empty());
    rearm_deadlines();
}

void CurlTransport::finish_done() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        const CURLcode result = message->data.result;
        CurlExchange* exchange = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &exchange);
        if (exchange->goes_again(result)) {
            curl_multi_remove_handle(multi_, exchange->easy());
            curl_multi_add_handle(multi_, exchange->easy());
            continue;
        }
        finish(*exchange, result, false);
    }
}

void CurlTransport::finish(CurlExchange& exchange, CURLcode result, bool stalled) {
    ExchangeHandler* handler = exchange.handler();
    ExchangeEnd end;
    if (handler != nullptr) end = exchange.take_end(result, stalled);
    exchange.cut();  // unless it is over
    curl_multi_remove_handle(multi_, exchange.easy());
    exchange.release();
    exchanges_.release(exchange.slot());
    if (handler != nullptr) handler->on_end(end);
}

// After finish_done: where the whole reply has come, the next request finds its connection free.
void CurlTransport::finish_completed() {
    for (std::size_t i = 0; i < shared_.completed.size(); ++i) {
        CurlExchange& exchange = exchanges_.at(shared_.completed[i]);
        ExchangeHandler* handler = exchange.handler();
        if (handler != nullptr && exchange.complete())
            handler->on_end(exchange.take_end(CURLE_OK, false));
    }
    shared_.completed.clear();
}

void CurlTransport::rearm_deadlines() {
    if (const auto next = shared_.deadlines.next()) deadline_timer_.ask(*next);
}

void CurlTransport::expire() {
    const Instant at = now();
    while (const auto slot = shared_.deadlines.pop(at)) {
        CurlExchange& exchange = exchanges_.at(*slot);
        const Instant due = exchange.due();
        if (due <= at)
            finish(exchange, CURLE_OK, true);
        else if (exchange.busy())
            shared_.deadlines.arm(*slot, due);
    }
}

}  // namespace hexameter::detail
