// No message repeats what a request or a reply carried: they may hold keys.
#include "transport/curl_error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include "transport/file_limit.hpp"

namespace hexameter::detail {
namespace {

std::string part_of(CURLU* url, CURLUPart part, unsigned flags) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
    std::string copy(text);
    curl_free(text);
    return copy;
}

std::string words_of(long os_errno) {
    return std::generic_category().message(static_cast<int>(os_errno));
}

Error timeout_error(const CurlFailure& failure, const std::string& peer) {
    const bool connecting = !failure.sent && failure.connect_ms != 0 &&
                            (failure.total_ms == 0 || failure.connect_ms <= failure.total_ms);
    if (connecting)
        return {ErrorCode::timeout,
                fmt::format("no connection to {} within {} ms (limits.connect_ms): is the server "
                            "running and reachable from here, or is the limit too short?",
                            peer, failure.connect_ms)};
    if (failure.total_ms != 0)
        return {ErrorCode::timeout,
                fmt::format("{} had not finished after {} ms (limits.total_ms), {} body bytes "
                            "came: the server is slow, or the limit is too short for this model",
                            peer, failure.total_ms, failure.body_bytes)};
    return {ErrorCode::timeout,
            fmt::format("the system gave up on {} ({}): is it reachable from here?", peer,
                        words_of(ETIMEDOUT))};
}

Error connect_error(const CurlFailure& failure, const std::string& peer) {
    if (failure.open_errno == EMFILE || failure.open_errno == ENFILE)
        return {ErrorCode::transport,
                fmt::format("no file descriptor left for a connection to {} ({}; the limit is {}): "
                            "lower the concurrency or raise `ulimit -n`",
                            peer, words_of(failure.open_errno), file_limit())};
    if (failure.open_errno != 0)
        return {ErrorCode::transport, fmt::format("no socket for a connection to {} ({})", peer,
                                                  words_of(failure.open_errno))};
    if (failure.os_errno == ECONNREFUSED)
        return {ErrorCode::transport,
                fmt::format("{} refused the connection: is the server running, and is this its "
                            "port?",
                            peer)};
    return {ErrorCode::transport,
            fmt::format("cannot connect to {} ({}): check the address, the network and whether "
                        "the server runs",
                        peer, failure.os_errno != 0 ? words_of(failure.os_errno) : "no answer")};
}

Error broken_error(const CurlFailure& failure, const std::string& peer) {
    const std::string cause =
        failure.os_errno != 0 ? words_of(failure.os_errno) : curl_easy_strerror(failure.code);
    return {ErrorCode::transport,
            fmt::format("the connection to {} broke ({}) after {} body bytes: look into the "
                        "server's log",
                        peer, cause, failure.body_bytes)};
}

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

}  // namespace

std::string peer_of(std::string_view url) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), &curl_url_cleanup);
    const std::string copy(url);
    if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, copy.c_str(), 0) != CURLUE_OK)
        return "the server";
    return part_of(parsed.get(), CURLUPART_HOST, 0) + ":" +
           part_of(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

Error curl_error(const CurlFailure& failure) {
    const std::string peer = peer_of(failure.url);
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
        case CURLE_OPERATION_TIMEDOUT:
            return timeout_error(failure, peer);
        case CURLE_COULDNT_CONNECT:
            return connect_error(failure, peer);
        case CURLE_COULDNT_RESOLVE_HOST:
            return {ErrorCode::transport,
                    fmt::format("the name of {} was not found: check the spelling in the URL and "
                                "the name server",
                                peer)};
        case CURLE_COULDNT_RESOLVE_PROXY:
            return {ErrorCode::transport,
                    fmt::format("the proxy for {} was not found: check http_proxy, https_proxy "
                                "and no_proxy",
                                peer)};
        case CURLE_PARTIAL_FILE:
            return {ErrorCode::transport,
                    fmt::format("{} closed the connection before its reply was whole ({} body "
                                "bytes came): the server or a proxy gave up, look into its log",
                                peer, failure.body_bytes)};
        case CURLE_GOT_NOTHING:
            return {ErrorCode::transport,
                    fmt::format("{} closed the connection without a reply: look into the "
                                "server's log",
                                peer)};
        case CURLE_URL_MALFORMAT:
            return {ErrorCode::config, "the URL is malformed: write it as http://host:port/path"};
        case CURLE_UNSUPPORTED_PROTOCOL:
            if (!failure.sent)
                return {ErrorCode::config, "the URL must begin with http:// or https://"};
            [[fallthrough]];
        case CURLE_WEIRD_SERVER_REPLY:
            return {ErrorCode::transport,
                    fmt::format("what {} answered is not HTTP: is this the right port?", peer)};
        default:
            return broken_error(failure, peer);
    }
}

Error head_error(std::string_view url) {
    return {ErrorCode::transport,
            fmt::format("{} sent a head of more than 256 KiB, or one with a line of more than 100 "
                        "KiB: is this the right server?",
                        peer_of(url))};
}

Error stall_error(std::string_view url, std::uint64_t stall_ms) {
    return {ErrorCode::timeout,
            fmt::format("no byte from {} for {} ms (limits.stall_ms): the server stalled, or the "
                        "limit is too short for this model",
                        peer_of(url), stall_ms)};
}

}  // namespace hexameter::detail
