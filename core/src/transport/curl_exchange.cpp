// 1. The handler is called only between begin() and take_end(), and not after stop().
// 2. on_sent comes once per attempt that leaves; on_head once, before any body byte; nothing of an
//    interim (1xx) reply or of a trailer gets out.
// 3. Every stamp is no earlier than the request's.
#include "transport/curl_exchange.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/clock.hpp"
#include "transport/address_book.hpp"
#include "transport/curl_error.hpp"
#include "transport/header_text.hpp"
#include "transport/request_check.hpp"
#include "transport/url.hpp"

namespace hexameter::detail {
namespace {

// How long a connection may take to come to the end of a reply that is whole already.
constexpr std::chrono::milliseconds grace{100};
constexpr unsigned most_sends = 2;
constexpr std::size_t max_head_bytes = std::size_t{256} * 1024;

}  // namespace

CurlExchange::CurlExchange(CurlShared& shared, std::uint32_t slot)
    : shared_(shared), slot_(slot), handle_(shared.roots, shared.proxies) {
    handle_.set(CURLOPT_PRIVATE, this);
    handle_.set(CURLOPT_OPENSOCKETFUNCTION, &on_open_socket);
    handle_.set(CURLOPT_OPENSOCKETDATA, this);
    handle_.set(CURLOPT_CLOSESOCKETFUNCTION, &on_close_socket);
    handle_.set(CURLOPT_CLOSESOCKETDATA, &shared_);
    handle_.set(CURLOPT_PREREQFUNCTION, &on_request);
    handle_.set(CURLOPT_PREREQDATA, this);
    handle_.set(CURLOPT_HEADERFUNCTION, &on_header);
    handle_.set(CURLOPT_HEADERDATA, this);
    handle_.set(CURLOPT_WRITEFUNCTION, &on_data);
    handle_.set(CURLOPT_WRITEDATA, this);
}

void CurlExchange::begin(HttpRequest request, ExchangeHandler& handler, ExchangeId id) {
    request_ = std::move(request);
    handler_ = &handler;
    id_ = id;
    begun_ = request_.begun.value_or(now());
    refusal_ = request_fault(request_);
    sent_.reset();
    head_.status = 0;
    head_.headers.clear();
    head_.http2 = false;
    body_bytes_ = 0;
    sends_ = 0;
    connects_ = 0;
    fd_ = -1;
    open_errno_ = 0;
    busy_ = true;
    own_ = refused_ = fresh_ = awaits_bytes_ = head_given_ = complete_ = stopped_ = misfits_ =
        false;
    handle_.aim(request_);
    if (!refusal_ && handle_.trusts_usual_roots()) refusal_ = shared_.roots.fault;
    handle_.load(request_, !refusal_);
    handle_.limit(request_.connect_ms, total_left());
}

// Nothing when no limit is set on the whole.
std::optional<Nanos> CurlExchange::total_left() const {
    if (request_.total_ms == 0) return std::nullopt;
    return begun_ + std::chrono::milliseconds(clamped_ms(request_.total_ms)) - now();
}

Instant CurlExchange::due() const {
    if (!busy_) return Instant::max();
    if (complete_) return completed_at_ + grace;
    if (!sent_ || request_.stall_ms == 0) return Instant::max();
    const CurlSocket* socket = shared_.sockets.find(fd_);
    const Instant last =
        socket != nullptr ? std::max(last_byte_, socket->last_writable()) : last_byte_;
    return last + std::chrono::milliseconds(clamped_ms(request_.stall_ms));
}

void CurlExchange::attach(int fd, std::uint32_t events) {
    awaits_bytes_ = (events & EPOLLIN) != 0;
    attach(fd);
}

void CurlExchange::attach(int fd) {
    CurlSocket* socket = shared_.sockets.find(fd);
    if (socket == nullptr) return;  // one of libcurl's own, for resolving names
    fd_ = fd;
    if (sent_) socket->request_left(*sent_);
}

// Whether libcurl has been asked for HTTP/2 in the words that fit the connection which it found.
// Its version 7.88 fails where a request with prior knowledge meets a connection that speaks HTTP/2
// already (its issue 10634); one without, where there is none, would ask for an upgrade.
bool CurlExchange::fits_connection() {
    if (handle_.https() || handle_.connection().http != HttpVersion::http2) return true;
    misfits_ = handle_.at_once() != connected();
    return !misfits_;
}

long CurlExchange::connects() const {
    long connects = 0;
    curl_easy_getinfo(handle_.easy(), CURLINFO_NUM_CONNECTS, &connects);
    return connects;
}

// What went over a connection of its own libcurl sends again for one reason: HTTP/2's word that it
// was not worked on. By itself it would do so five times.
bool CurlExchange::may_send() {
    refused_ = sends_ >= most_sends && own_;
    return !refused_;
}

std::string_view CurlExchange::why_again() const {
    if (sends_ == 0) return {};
    if (own_) return "the server refused its stream, unworked; sent again over a fresh connection";
    if (handle_.connection().http == HttpVersion::http1) return kept_ended;
    return "the kept connection ended, or the server refused the stream, before a reply; sent "
           "again over a fresh one";
}

// A reply that is not HTTP is one; so is a stream of HTTP/2 that the server reset.
bool CurlExchange::replied(CURLcode result) const {
    const bool unread = result == CURLE_WEIRD_SERVER_REPLY || result == CURLE_HTTP2_STREAM ||
                        result == CURLE_UNSUPPORTED_PROTOCOL || result == CURLE_OUT_OF_MEMORY;
    return head_.status != 0 || (sent_ && unread);
}

void CurlExchange::sent(std::uint32_t ports) {
    // A kept connection is known by its ports; a new one is what this exchange has just opened.
    // Unix sockets have none: attach() has told.
    const int kept = ports != 0 ? shared_.sockets.find_by_ports(ports) : -1;
    if (kept >= 0)
        fd_ = kept;
    else if (ports != 0 && shared_.sockets.find(fd_) != nullptr)
        shared_.sockets.note_ports(fd_, ports);
    sent_ = now();
    last_byte_ = *sent_;
    attach(fd_);
    shared_.deadlines.arm(slot_, due());
    const auto again = why_again();
    ++sends_;
    own_ = connects() > std::exchange(connects_, connects());
    if (!stopped_) handler_->on_sent(*sent_, again);
}

WireStamp CurlExchange::stamp() {
    // What a stream's turn hands over may have come in any of the connection's reads before.
    if (head_.http2) return {last_byte_ = now(), TimingSource::host_wire, true};
    CurlSocket* socket = shared_.sockets.find(fd_);
    const WireStamp at =
        socket != nullptr ? socket->delivered() : WireStamp{now(), TimingSource::host_wire, true};
    last_byte_ = std::max(last_byte_, at.at);
    return at;
}

void CurlExchange::cut() {
    if (handle_.connection().http != HttpVersion::http1) handle_.set(CURLOPT_FORBID_REUSE, 1L);
}

bool CurlExchange::head_line(std::string_view line) {
    if (head_given_) return true;  // a trailer
    if (line.starts_with("HTTP/")) head_.http2 = line.starts_with("HTTP/2");
    const WireStamp at = stamp();
    if (line.starts_with("HTTP/")) {
        head_.status = status_of(line);
        head_.headers.clear();
        head_stamp_ = at;
        return true;
    }
    if (line == "\r\n" || line == "\n") return head_end();
    if (head_.headers.size() + line.size() > max_head_bytes) {
        refusal_ = head_error(request_);
        return false;
    }
    append_header(head_.headers, line);
    return true;
}

bool CurlExchange::head_end() {
    constexpr int first_final_status = 200;
    if (head_.status < first_final_status) return true;
    head_given_ = true;
    if (!stopped_) handler_->on_head(head_, head_stamp_);
    if (auto fault = head_fault(request_, head_)) refusal_ = std::move(fault);
    return !stopped_ && !refusal_;
}

bool CurlExchange::take_body(std::span<const std::uint8_t> bytes) {
    if (complete_) return true;
    if (stopped_) return false;
    const WireStamp at = stamp();
    body_bytes_ += bytes.size();
    if (body_bytes_ > request_.max_body_bytes) {
        refusal_ = body_error(request_);
        return false;
    }
    switch (handler_->on_body(bytes, at)) {
        case BodyVerdict::more:
            break;
        case BodyVerdict::complete:
            complete_ = true;
            completed_at_ = now();
            shared_.completed.push_back(slot_);
            shared_.deadlines.arm(slot_, due());
            break;
        case BodyVerdict::stop:
            stopped_ = true;
            break;
    }
    return !stopped_;
}

Error CurlExchange::failure(CURLcode result) {
    if (refusal_) return *refusal_;
    if (refused_) return refused_error(request_, sends_);
    // libcurl's word for a line that is longer than it takes.
    if (result == CURLE_OUT_OF_MEMORY && sent_ && !head_given_) return head_error(request_);
    long os_errno = 0;
    long verify_result = 0;
    long proxy_status = 0;
    curl_easy_getinfo(handle_.easy(), CURLINFO_OS_ERRNO, &os_errno);
    curl_easy_getinfo(handle_.easy(), CURLINFO_SSL_VERIFYRESULT, &verify_result);
    curl_easy_getinfo(handle_.easy(), CURLINFO_HTTP_CONNECTCODE, &proxy_status);
    CurlFailure failure;
    failure.code = result;
    failure.tls_detail = handle_.words();
    failure.named_roots = named_roots();
    failure.shows_certificate = !handle_.connection().client_cert.empty();
    failure.replied = head_.status != 0;
    failure.speaks_http2 = shared_.sockets.began_with_frame(fd_);
    failure.http2_at_once = handle_.connection().http == HttpVersion::http2 && !handle_.https();
    failure.verify_result = verify_result;
    failure.proxy_status = proxy_status;
    // libcurl rounds its timers to milliseconds.
    failure.total_passed = total_left().value_or(Nanos::max()) <= std::chrono::milliseconds(1);
    failure.in_handshake = handle_.https() && awaits_bytes_ && !sent_;
    failure.exchange.peer = peer_of(request_);
    failure.exchange.tls = handle_.https();
    failure.exchange.unix_socket = handle_.connection().unix_socket;
    failure.exchange.proxy = proxy_variable();
    failure.exchange.connect_ms = request_.connect_ms;
    failure.exchange.total_ms = request_.total_ms;
    failure.exchange.body_bytes = body_bytes_;
    failure.exchange.open_errno = open_errno_;
    failure.exchange.os_errno = static_cast<int>(os_errno);
    failure.exchange.sent = sent_.has_value();
    return curl_error(std::move(failure));
}

// The one that names a proxy which may have been asked.
std::string CurlExchange::proxy_variable() const {
    const auto host = Url(request_.url).part(CURLUPART_HOST);
    if (host && is_loopback(*host)) return {};
    return handle_.https() ? shared_.proxies.https : shared_.proxies.http;
}

std::string CurlExchange::named_roots() const {
    return handle_.connection().ca_file.empty() ? shared_.roots.named : "connection.ca_file";
}

bool CurlExchange::goes_again(CURLcode result) {
    connects_ = 0;  // libcurl counts anew
    if (std::exchange(misfits_, false) && !stopped_) {
        handle_.turn_upgrade(request_);
        return true;
    }
    // libcurl does this itself when it notices in reading; not when the sending fails.
    const bool closed =
        result == CURLE_SEND_ERROR || result == CURLE_RECV_ERROR || result == CURLE_GOT_NOTHING;
    if (!closed || connected() || fresh_ || stopped_ || head_.status != 0) return false;
    fresh_ = true;
    fd_ = -1;
    handle_.set(CURLOPT_FRESH_CONNECT, 1L);
    return true;
}

ExchangeEnd CurlExchange::take_end(CURLcode result, bool stalled) {
    ExchangeEnd end;
    end.at = complete_ ? completed_at_ : now();
    end.new_connection = connected() || fresh_;
    end.replied = replied(result);
    end.clean = complete_ || (!stopped_ && !stalled && result == CURLE_OK && !refusal_);
    end.stopped = stopped_ && !end.clean;
    if (end.stopped) {
        end.error = Error(ErrorCode::cancelled, "the exchange was cut on request");
    } else if (stalled && !end.clean) {
        end.error = stall_error(request_);
    } else if (!end.clean) {
        end.error = failure(result);
    }
    handler_ = nullptr;
    stopped_ = true;
    return end;
}

curl_socket_t CurlExchange::on_open_socket(void* self, curlsocktype /*purpose*/,
                                           curl_sockaddr* address) {
    auto& exchange = *static_cast<CurlExchange*>(self);
    const int fd =
        exchange.shared_.sockets.open(address->family, address->socktype, address->protocol);
    if (fd < 0) exchange.open_errno_ = errno;
    return fd < 0 ? CURL_SOCKET_BAD : fd;
}

int CurlExchange::on_close_socket(void* shared, curl_socket_t fd) {
    static_cast<CurlShared*>(shared)->sockets.close(fd);
    return 0;
}

int CurlExchange::on_request(void* self, char* /*peer*/, char* /*local*/, int peer_port,
                             int local_port) {
    constexpr unsigned port_bits = 16;
    const auto ports = (static_cast<std::uint32_t>(local_port) << port_bits) |
                       static_cast<std::uint32_t>(peer_port);
    auto& exchange = *static_cast<CurlExchange*>(self);
    if (!exchange.fits_connection() || !exchange.may_send()) return CURL_PREREQFUNC_ABORT;
    exchange.sent(ports);
    return CURL_PREREQFUNC_OK;
}

std::size_t CurlExchange::on_header(char* data, std::size_t size, std::size_t count, void* self) {
    const std::string_view line(data, size * count);
    auto& exchange = *static_cast<CurlExchange*>(self);
    if (exchange.head_line(line)) return line.size();
    exchange.cut();
    return CURL_WRITEFUNC_ERROR;
}

std::size_t CurlExchange::on_data(char* data, std::size_t size, std::size_t count, void* self) {
    const std::span bytes(reinterpret_cast<const std::uint8_t*>(data), size * count);
    auto& exchange = *static_cast<CurlExchange*>(self);
    if (exchange.take_body(bytes)) return bytes.size();
    exchange.cut();
    return CURL_WRITEFUNC_ERROR;
}

}  // namespace hexameter::detail
