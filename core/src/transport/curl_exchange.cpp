// 1. The handler is called only between begin() and take_end(), and not after stop().
// 2. on_sent comes once per attempt that leaves; on_head once, before any body byte; nothing of an
//    interim (1xx) reply or of a trailer gets out.
// 3. Every stamp is no earlier than the request's.
// 4. What libcurl keeps a pointer to (body, header list, error buffer) lives as long as the handle
//    is in a multi handle.
#include "transport/curl_exchange.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <stdexcept>
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

// libcurl takes limits as long and counts in int here and there; 24 days are no limit.
long clamped_ms(std::uint64_t ms) {
    constexpr std::uint64_t most_ms = 24ULL * 24 * 3600 * 1000;
    return static_cast<long>(std::min(ms, most_ms));
}

}  // namespace

CurlExchange::CurlExchange(CurlShared& shared, std::uint32_t slot)
    : shared_(shared), slot_(slot), easy_(curl_easy_init()) {
    if (!easy_) throw std::bad_alloc();
    set_constant_options();
}

template <class T>
void CurlExchange::set(CURLoption option, T value) {
    const CURLcode code = curl_easy_setopt(easy_.get(), option, value);
    if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
    if (code != CURLE_OK) throw std::logic_error(curl_easy_strerror(code));
}

void CurlExchange::set_constant_options() {
    set(CURLOPT_PRIVATE, this);
    set(CURLOPT_ERRORBUFFER, &curl_words_[0]);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_ACCEPT_ENCODING, "identity");
    set(CURLOPT_HTTP_CONTENT_DECODING, 0L);  // nothing is unpacked: see docs/transport.md
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_TCP_NODELAY, 1L);
    set(CURLOPT_OPENSOCKETFUNCTION, &on_open_socket);
    set(CURLOPT_OPENSOCKETDATA, this);
    set(CURLOPT_CLOSESOCKETFUNCTION, &on_close_socket);
    set(CURLOPT_CLOSESOCKETDATA, &shared_);
    set(CURLOPT_PREREQFUNCTION, &on_request);
    set(CURLOPT_PREREQDATA, this);
    set(CURLOPT_HEADERFUNCTION, &on_header);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &on_data);
    set(CURLOPT_WRITEDATA, this);
    set_connection();
}

void CurlExchange::set_connection() {
    const auto or_none = [](const std::string& path) {
        return path.empty() ? nullptr : path.c_str();
    };
    const bool own_roots = !connection_.ca_file.empty();
    const bool folder = own_roots && std::filesystem::is_directory(connection_.ca_file);
    const std::string named = connection_.ca_file;
    set(CURLOPT_CAINFO, or_none(own_roots ? (folder ? "" : named) : shared_.roots.file));
    set(CURLOPT_CAPATH, or_none(own_roots ? (folder ? named : "") : shared_.roots.folders));
    set(CURLOPT_SSLCERT, or_none(connection_.client_cert));
    set(CURLOPT_SSLKEY, or_none(connection_.client_key));
    constexpr long exact_name = 2;
    set(CURLOPT_SSL_VERIFYPEER, connection_.verify ? 1L : 0L);
    set(CURLOPT_SSL_VERIFYHOST, connection_.verify ? exact_name : 0L);
    constexpr std::array<long, 3> least{CURL_SSLVERSION_DEFAULT, CURL_SSLVERSION_TLSv1_2,
                                        CURL_SSLVERSION_TLSv1_3};
    set(CURLOPT_SSLVERSION, least[static_cast<std::size_t>(connection_.min_tls)]);
    set(CURLOPT_UNIX_SOCKET_PATH, or_none(connection_.unix_socket));
    // Requests that begin together wait until the first one knows whether they can share.
    set(CURLOPT_PIPEWAIT, connection_.http == HttpVersion::http1 ? 0L : 1L);
}

// What depends on the address too.
void CurlExchange::set_server() {
    long version = CURL_HTTP_VERSION_1_1;
    if (connection_.http != HttpVersion::http1 && https_) version = CURL_HTTP_VERSION_2TLS;
    if (connection_.http == HttpVersion::http2 && !https_)
        version = at_once_ ? CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE : CURL_HTTP_VERSION_2_0;
    set(CURLOPT_HTTP_VERSION, version);
    Url url(request_.url);
    const bool near =
        !connection_.unix_socket.empty() || is_loopback(url.part(CURLUPART_HOST).value_or(""));
    set(CURLOPT_NOPROXY, near ? "*" : shared_.proxies.none_for.c_str());
    connect_to_.reset();
    const std::string& name = connection_.server_name;
    if (!https_ || name.empty()) {
        set(CURLOPT_CONNECT_TO, static_cast<curl_slist*>(nullptr));
        set(CURLOPT_URL, request_.url.c_str());
        return;
    }
    // libcurl takes the name that it shows and checks from the URL: the address goes apart.
    const std::string place = "::" + url.peer();
    connect_to_.reset(curl_slist_append(nullptr, place.c_str()));
    if (!connect_to_) throw std::bad_alloc();
    set(CURLOPT_CONNECT_TO, connect_to_.get());
    set(CURLOPT_URL, url.with_host(name).c_str());
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
    at_once_ = true;
    set(CURLOPT_FRESH_CONNECT, 0L);
    set(CURLOPT_FORBID_REUSE, 0L);
    curl_words_[0] = '\0';
    constexpr std::string_view https = "https://";
    https_ = equal_names(std::string_view(request_.url).substr(0, https.size()), https);
    if (request_.way() != connection_) {
        connection_ = request_.way();
        set_connection();
    }
    const bool trusts_usual = connection_.verify && connection_.ca_file.empty();
    if (!refusal_ && https_ && trusts_usual) refusal_ = shared_.roots.fault;
    set_server();
    set_method();
    set_headers();
    set_limits();
}

void CurlExchange::set_method() {
    set(CURLOPT_HTTPGET, 1L);
    set(CURLOPT_CUSTOMREQUEST, static_cast<char*>(nullptr));
    if (request_.method == "HEAD" && request_.body.empty()) {
        set(CURLOPT_NOBODY, 1L);
        return;
    }
    if (request_.method == "POST" || !request_.body.empty()) {
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
        set(CURLOPT_POSTFIELDS, request_.body.c_str());
    }
    if (request_.method != "GET" && request_.method != "POST")
        set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
    if (request_.method == "GET" && !request_.body.empty()) set(CURLOPT_CUSTOMREQUEST, "GET");
}

void CurlExchange::set_headers() {
    curl_slist* list = header_list_.release();
    curl_slist_free_all(list);
    list = nullptr;
    bool has_type = false;
    bool has_host = false;
    const auto append = [&list](const std::string& line) {
        curl_slist* longer = curl_slist_append(list, line.c_str());
        if (longer == nullptr) {
            curl_slist_free_all(list);
            throw std::bad_alloc();
        }
        list = longer;
    };
    for (const auto& [name, value] : request_.headers) {
        if (refusal_) break;
        has_type = has_type || equal_names(name, "content-type");
        has_host = has_host || equal_names(name, "host");
        std::string line = name;
        append(value.empty() ? line.append(";") : line.append(": ").append(value));
    }
    if (connect_to_ && !has_host) append("Host: " + Url(request_.url).authority());
    append("Expect:");  // libcurl would wait for a 100 before a long body
    if (!has_type) append("Content-Type:");
    header_list_.reset(list);
    set(CURLOPT_HTTPHEADER, list);
}

void CurlExchange::set_limits() {
    // 0 means 300 s to libcurl where connecting is meant.
    const std::uint64_t connect_ms = request_.connect_ms != 0 ? request_.connect_ms : UINT64_MAX;
    set(CURLOPT_CONNECTTIMEOUT_MS, clamped_ms(connect_ms));
    const auto left = total_left();
    const long left_ms =
        left ? std::max(1L, std::chrono::ceil<std::chrono::milliseconds>(*left).count()) : 0;
    set(CURLOPT_TIMEOUT_MS, left_ms);
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
    if (https_ || connection_.http != HttpVersion::http2) return true;
    misfits_ = at_once_ != connected();
    return !misfits_;
}

long CurlExchange::connects() const {
    long connects = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_NUM_CONNECTS, &connects);
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
    if (connection_.http == HttpVersion::http1) return kept_ended;
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
    if (connection_.http != HttpVersion::http1) set(CURLOPT_FORBID_REUSE, 1L);
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
    curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &os_errno);
    curl_easy_getinfo(easy_.get(), CURLINFO_SSL_VERIFYRESULT, &verify_result);
    curl_easy_getinfo(easy_.get(), CURLINFO_HTTP_CONNECTCODE, &proxy_status);
    CurlFailure failure;
    failure.code = result;
    failure.tls_detail = &curl_words_[0];
    failure.named_roots = named_roots();
    failure.shows_certificate = !connection_.client_cert.empty();
    failure.replied = head_.status != 0;
    failure.speaks_http2 = shared_.sockets.began_with_frame(fd_);
    failure.http2_at_once = connection_.http == HttpVersion::http2 && !https_;
    failure.verify_result = verify_result;
    failure.proxy_status = proxy_status;
    // libcurl rounds its timers to milliseconds.
    failure.total_passed = total_left().value_or(Nanos::max()) <= std::chrono::milliseconds(1);
    failure.in_handshake = https_ && awaits_bytes_ && !sent_;
    failure.exchange.peer = peer_of(request_);
    failure.exchange.tls = https_;
    failure.exchange.unix_socket = connection_.unix_socket;
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
    return https_ ? shared_.proxies.https : shared_.proxies.http;
}

std::string CurlExchange::named_roots() const {
    return connection_.ca_file.empty() ? shared_.roots.named : "connection.ca_file";
}

bool CurlExchange::goes_again(CURLcode result) {
    connects_ = 0;  // libcurl counts anew
    if (std::exchange(misfits_, false) && !stopped_) {
        at_once_ = !at_once_;
        set_server();
        return true;
    }
    // libcurl does this itself when it notices in reading; not when the sending fails.
    const bool closed =
        result == CURLE_SEND_ERROR || result == CURLE_RECV_ERROR || result == CURLE_GOT_NOTHING;
    if (!closed || connected() || fresh_ || stopped_ || head_.status != 0) return false;
    fresh_ = true;
    fd_ = -1;
    set(CURLOPT_FRESH_CONNECT, 1L);
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
