// No message repeats what a request or a reply carried: they may hold keys.
#include "transport/curl_error.hpp"

#include <fmt/format.h>

#include "transport/url.hpp"

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
                                     "the environment variable {}; trusted now: {}",
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
    return {ErrorCode::transport, fmt::format("the proxy for {} answered {}: {}, and what it asks "
                                              "of its users",
                                              peer, failure.proxy_status, advice)};
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
        case CURLE_WEIRD_SERVER_REPLY:
            return ExchangeFault::not_http;
        default:
            return ExchangeFault::broken;
    }
}

}  // namespace

Error curl_error(CurlFailure failure) {
    const std::string peer = Url(failure.exchange.url).peer();
    constexpr long first_refusal = 300;
    if (failure.proxy_status >= first_refusal) return proxy_error(failure, peer);
    switch (failure.code) {
        case CURLE_PEER_FAILED_VERIFICATION:
            return certificate_error(failure, peer);
        case CURLE_SSL_CACERT_BADFILE:
            return roots_error(failure);
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_ISSUER_ERROR:
            return {ErrorCode::transport,
                    fmt::format("TLS with {} failed ({}): does the server speak https on this "
                                "port, with a certificate of a CA that is trusted here ({})?",
                                peer, failure.tls_detail, trusted_now(failure))};
        case CURLE_COULDNT_RESOLVE_PROXY:
            return proxy_error(failure, peer);
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
    failure.exchange.cause = curl_easy_strerror(failure.code);
    return exchange_error(failure.exchange);
}

}  // namespace hexameter::detail
