// No message repeats what a request or a reply carried: they may hold keys.
#include "transport/curl_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hexameter::detail {
namespace {

std::string trusted_now(const CurlFailure& failure) {
    return failure.named_roots.empty() ? "the system's CAs" : failure.named_roots;
}

Error certificate_error(const CurlFailure& failure, const std::string& peer) {
    const auto error = [&](std::string_view fault, std::string_view advice) {
        return Error(ErrorCode::transport, fmt::format("the certificate of {} {} ({}): {}", peer,
                                                       fault, failure.tls_detail, advice));
    };
    const bool of_curl = failure.named_roots.rfind("CURL_CA_BUNDLE", 0) == 0;
    const char* const variable = of_curl ? "CURL_CA_BUNDLE" : "SSL_CERT_FILE";
    // OpenSSL's X509_V_ERR_*, whose numbers are fixed. libcurl compares names by itself, before it
    // asks for the verdict: then there is none (libcurl: 1).
    switch (failure.verify_result) {
        case 0:
        case 1:
            return error("is for another name",
                         "write the URL with a name that the certificate holds, or give the server "
                         "a certificate for this one");
        case 9:
            return error("is not valid yet", "check the clocks of this machine and of the server");
        case 10:
            return error("has expired", "renew it or its CA's, or check the clock of this machine");
        default:
            return error("is not trusted",
                         fmt::format("if its CA is your own, name the CA's certificate (PEM) by "
                                     "--ca-file, or by the environment variable {}; trusted now: "
                                     "{}",
                                     variable, trusted_now(failure)));
    }
}

Error roots_error(const CurlFailure& failure) {
    if (failure.named_roots.empty())
        return {ErrorCode::config,
                fmt::format("the system's CA certificates cannot be loaded ({}): install them "
                            "(ca-certificates), or name a file by the environment variable "
                            "SSL_CERT_FILE",
                            failure.tls_detail)};
    return {
        ErrorCode::config,
        // libcurl's words hold the path.
        fmt::format("no CA certificates can be loaded from what {} names: is it a file of whole "
                    "certificates in PEM?",
                    failure.named_roots)};
}

Error proxy_error(const CurlFailure& failure, const std::string& peer) {
    constexpr std::string_view advice = "check http_proxy, https_proxy and no_proxy";
    if (failure.code == CURLE_COULDNT_RESOLVE_PROXY)
        return {ErrorCode::transport,
                fmt::format("the proxy for {} was not found: {}", peer, advice)};
    if (failure.code == CURLE_COULDNT_CONNECT)
        return {ErrorCode::config,
                fmt::format("what {} names is no proxy that can be asked for {}: its scheme is "
                            "unknown; write it as http://HOST:PORT, or with https://, socks4://, "
                            "socks4a://, socks5:// or socks5h://",
                            failure.exchange.proxy, peer)};
    return {ErrorCode::transport, fmt::format("the proxy for {} answered {}: {}, and what it asks "
                                              "of its users",
                                              peer, failure.proxy_status, advice)};
}

// What a server that looked at the client's certificate, or missed one, says before it leaves. In
// TLS 1.3 hands are shaken by then, so that it comes as a failure of the connection.
bool refuses_client(const CurlFailure& failure) {
    constexpr std::array<std::string_view, 7> alerts{
        "alert certificate required", "alert bad certificate",     "alert unknown ca",
        "alert certificate unknown",  "alert certificate expired", "alert certificate revoked",
        "alert access denied"};
    return failure.exchange.tls &&
           std::any_of(alerts.begin(), alerts.end(), [&](std::string_view alert) {
               return failure.tls_detail.find(alert) != std::string::npos;
           });
}

Error client_error(const CurlFailure& failure, const std::string& peer) {
    if (failure.shows_certificate)
        return {ErrorCode::transport,
                fmt::format("{} refused the client certificate ({}): show one that it trusts "
                            "(--client-cert, --client-key)",
                            peer, failure.tls_detail)};
    return {ErrorCode::transport,
            fmt::format("{} wants a client certificate ({}): show one (--client-cert, "
                        "--client-key)",
                        peer, failure.tls_detail)};
}

Error handshake_error(const CurlFailure& failure, const std::string& peer) {
    const auto says = [&](std::string_view words) {
        return failure.tls_detail.find(words) != std::string::npos;
    };
    std::string advice = fmt::format(
        "does the server speak https on this port, with a certificate of a CA that is trusted here "
        "({})?",
        trusted_now(failure));
    if (says("wrong version number"))
        advice = "what answered on this port is no TLS: does it speak http://?";
    else if (says("protocol version") || says("unsupported protocol"))
        advice = "it speaks no version of TLS that is allowed here (connection.min_tls)";
    else if (says("alert handshake failure"))
        advice = "does it want a client certificate (--client-cert), or other ciphers?";
    return {ErrorCode::transport,
            fmt::format("TLS with {} failed ({}): {}", peer, failure.tls_detail, advice)};
}

Error http2_error(const CurlFailure& failure, const std::string& peer) {
    if (failure.code != CURLE_HTTP2_STREAM && !failure.replied)
        return {ErrorCode::transport,
                fmt::format("{} ended HTTP/2 without a reply: it is stopping (GOAWAY), sent a head "
                            "of more than 64 KiB, or broke HTTP/2; look into its log",
                            peer)};
    // Its other words may hold a header.
    const bool of_stream = failure.tls_detail.rfind("HTTP/2 stream ", 0) == 0;
    return {ErrorCode::transport,
            fmt::format("{} broke off the reply ({}) after {} body bytes: look into its log, or "
                        "into that of a proxy before it",
                        peer, of_stream ? failure.tls_detail : curl_easy_strerror(failure.code),
                        failure.exchange.body_bytes)};
}

// libcurl's words on it go on with the proxy, and its password.
bool lacks_proxy_scheme(const CurlFailure& failure) {
    return failure.code == CURLE_COULDNT_CONNECT &&
           failure.tls_detail.starts_with("Unsupported proxy scheme");
}

// A server that lacks HTTP/2 answers to its first bytes in HTTP/1.1, or leaves.
bool ends_at_once(const CurlFailure& failure) {
    const bool ended = failure.code == CURLE_HTTP2 || failure.code == CURLE_RECV_ERROR ||
                       failure.code == CURLE_SEND_ERROR || failure.code == CURLE_GOT_NOTHING ||
                       failure.code == CURLE_PARTIAL_FILE;
    return failure.http2_at_once && ended && !failure.replied;
}

ExchangeFault timeout_of(const CurlFailure& failure) {
    if (failure.total_passed) return ExchangeFault::total_timeout;
    const bool connecting = !failure.exchange.sent && failure.exchange.connect_ms != 0;
    return connecting ? ExchangeFault::connect_timeout : ExchangeFault::gave_up;
}

ExchangeFault fault_of(const CurlFailure& failure) {
    switch (failure.code) {
        case CURLE_OPERATION_TIMEDOUT:
            return timeout_of(failure);
        case CURLE_COULDNT_CONNECT:
            return ExchangeFault::no_connection;
        case CURLE_COULDNT_RESOLVE_HOST:
            return ExchangeFault::unknown_host;
        case CURLE_PARTIAL_FILE:
            return ExchangeFault::cut;
        case CURLE_GOT_NOTHING:
            return ExchangeFault::no_reply;
        case CURLE_UNSUPPORTED_PROTOCOL:
            return ExchangeFault::not_http;
        case CURLE_WEIRD_SERVER_REPLY:
            return failure.replied ? ExchangeFault::bad_http : ExchangeFault::not_http;
        case CURLE_SEND_ERROR:
        case CURLE_RECV_ERROR:
            return failure.replied ? ExchangeFault::broken : ExchangeFault::no_reply;
        default:
            return ExchangeFault::broken;
    }
}

}  // namespace

Error curl_error(CurlFailure failure) {
    const std::string peer = failure.exchange.peer;
    constexpr long first_refusal = 300;
    if (failure.proxy_status >= first_refusal || lacks_proxy_scheme(failure))
        return proxy_error(failure, peer);
    if (refuses_client(failure)) return client_error(failure, peer);
    if (ends_at_once(failure) && failure.speaks_http2) return http2_error(failure, peer);
    if (ends_at_once(failure))
        return {ErrorCode::transport,
                fmt::format("what {} answered is not HTTP/2: does it speak HTTP/1.1 only (leave "
                            "connection.http out), is this another port, or was it a head of more "
                            "than 64 KiB?",
                            peer)};
    switch (failure.code) {
        case CURLE_PEER_FAILED_VERIFICATION:
            return certificate_error(failure, peer);
        case CURLE_SSL_CACERT_BADFILE:
            return roots_error(failure);
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_ISSUER_ERROR:
            return handshake_error(failure, peer);
        case CURLE_COULDNT_RESOLVE_PROXY:
            return proxy_error(failure, peer);
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM:
            return http2_error(failure, peer);
        case CURLE_OPERATION_TIMEDOUT:
            if (failure.in_handshake && timeout_of(failure) == ExchangeFault::connect_timeout)
                return {ErrorCode::timeout,
                        fmt::format("{} took the connection, and no TLS came of it within {} ms "
                                    "(limits.connect_ms): does the server speak https on this "
                                    "port, or is the limit too short?",
                                    peer, failure.exchange.connect_ms)};
            break;
        case CURLE_URL_MALFORMAT:
            return {ErrorCode::config, "the URL is malformed: write it as http://host:port/path"};
        case CURLE_UNSUPPORTED_PROTOCOL:
            if (!failure.exchange.sent)
                return {ErrorCode::config, "the URL must begin with http:// or https://"};
            break;
        default:
            break;
    }
    failure.exchange.fault = fault_of(failure);
    // libcurl's word on a bad Content-Length holds nothing of it.
    const bool bad_length = failure.tls_detail.rfind("Invalid Content-Length", 0) == 0;
    failure.exchange.cause = bad_length ? "its Content-Length is no number that can be"
                                        : curl_easy_strerror(failure.code);
    return exchange_error(failure.exchange);
}

}  // namespace hexameter::detail
