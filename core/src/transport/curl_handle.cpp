// 1. What libcurl keeps a pointer to (body, header list, error buffer) lives as long as the handle
//    is in a multi handle.
#include "transport/curl_handle.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <string_view>

#include "transport/address_book.hpp"
#include "transport/header_text.hpp"
#include "transport/url.hpp"

namespace hexameter::detail {

long clamped_ms(std::uint64_t ms) {
    constexpr std::uint64_t most_ms = 24ULL * 24 * 3600 * 1000;
    return static_cast<long>(std::min(ms, most_ms));
}

CurlHandle::CurlHandle(const TrustedRoots& roots, const Proxies& proxies)
    : roots_(roots), proxies_(proxies), easy_(curl_easy_init()) {
    if (!easy_) throw std::bad_alloc();
    set(CURLOPT_ERRORBUFFER, &words_[0]);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_ACCEPT_ENCODING, "identity");
    set(CURLOPT_HTTP_CONTENT_DECODING, 0L);  // nothing is unpacked: see docs/transport.md
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_TCP_NODELAY, 1L);
    set_connection();
}

void CurlHandle::aim(const HttpRequest& request) {
    set(CURLOPT_FRESH_CONNECT, 0L);
    set(CURLOPT_FORBID_REUSE, 0L);
    words_[0] = '\0';
    at_once_ = true;
    constexpr std::string_view https = "https://";
    https_ = equal_names(std::string_view(request.url).substr(0, https.size()), https);
    if (request.way() != connection_) {
        connection_ = request.way();
        set_connection();
    }
    set_server(request);
}

void CurlHandle::load(const HttpRequest& request, bool with_its_headers) {
    set_method(request);
    set_headers(request, with_its_headers);
}

void CurlHandle::turn_upgrade(const HttpRequest& request) {
    at_once_ = !at_once_;
    set_server(request);
}

bool CurlHandle::trusts_usual_roots() const {
    return https_ && connection_.verify && connection_.ca_file.empty();
}

void CurlHandle::set_connection() {
    const auto or_none = [](const std::string& path) {
        return path.empty() ? nullptr : path.c_str();
    };
    const bool own_roots = !connection_.ca_file.empty();
    const bool folder = own_roots && std::filesystem::is_directory(connection_.ca_file);
    const std::string named = connection_.ca_file;
    set(CURLOPT_CAINFO, or_none(own_roots ? (folder ? "" : named) : roots_.file));
    set(CURLOPT_CAPATH, or_none(own_roots ? (folder ? named : "") : roots_.folders));
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
void CurlHandle::set_server(const HttpRequest& request) {
    long version = CURL_HTTP_VERSION_1_1;
    if (connection_.http != HttpVersion::http1 && https_) version = CURL_HTTP_VERSION_2TLS;
    if (connection_.http == HttpVersion::http2 && !https_)
        version = at_once_ ? CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE : CURL_HTTP_VERSION_2_0;
    set(CURLOPT_HTTP_VERSION, version);
    Url url(request.url);
    const bool near =
        !connection_.unix_socket.empty() || is_loopback(url.part(CURLUPART_HOST).value_or(""));
    set(CURLOPT_NOPROXY, near ? "*" : proxies_.none_for.c_str());
    connect_to_.reset();
    const std::string& name = connection_.server_name;
    if (!https_ || name.empty()) {
        set(CURLOPT_CONNECT_TO, static_cast<curl_slist*>(nullptr));
        set(CURLOPT_URL, request.url.c_str());
        return;
    }
    // libcurl takes the name that it shows and checks from the URL: the address goes apart.
    const std::string place = "::" + url.peer();
    connect_to_.reset(curl_slist_append(nullptr, place.c_str()));
    if (!connect_to_) throw std::bad_alloc();
    set(CURLOPT_CONNECT_TO, connect_to_.get());
    set(CURLOPT_URL, url.with_host(name).c_str());
}

void CurlHandle::set_method(const HttpRequest& request) {
    set(CURLOPT_HTTPGET, 1L);
    set(CURLOPT_CUSTOMREQUEST, static_cast<char*>(nullptr));
    if (request.method == "HEAD" && request.body.empty()) {
        set(CURLOPT_NOBODY, 1L);
        return;
    }
    if (request.method == "POST" || !request.body.empty()) {
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        set(CURLOPT_POSTFIELDS, request.body.c_str());
    }
    if (request.method != "GET" && request.method != "POST")
        set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    if (request.method == "GET" && !request.body.empty()) set(CURLOPT_CUSTOMREQUEST, "GET");
}

void CurlHandle::set_headers(const HttpRequest& request, bool with_its_headers) {
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
    for (const auto& [name, value] : request.headers) {
        if (!with_its_headers) break;
        has_type = has_type || equal_names(name, "content-type");
        has_host = has_host || equal_names(name, "host");
        std::string line = name;
        append(value.empty() ? line.append(";") : line.append(": ").append(value));
    }
    if (connect_to_ && !has_host) append("Host: " + Url(request.url).authority());
    append("Expect:");  // libcurl would wait for a 100 before a long body
    if (!has_type) append("Content-Type:");
    header_list_.reset(list);
    set(CURLOPT_HTTPHEADER, list);
}

void CurlHandle::limit(std::uint64_t connect_ms, std::optional<Nanos> total) {
    // 0 means 300 s to libcurl where connecting is meant.
    set(CURLOPT_CONNECTTIMEOUT_MS, clamped_ms(connect_ms != 0 ? connect_ms : UINT64_MAX));
    const long total_ms =
        total ? std::max(1L, std::chrono::ceil<std::chrono::milliseconds>(*total).count()) : 0;
    set(CURLOPT_TIMEOUT_MS, total_ms);
}

}  // namespace hexameter::detail
