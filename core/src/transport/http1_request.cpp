#include "transport/http1_request.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "transport/header_text.hpp"

namespace hexameter::detail {
namespace {

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::optional<std::string> part_of(const Url& url, CURLUPart part, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url.get(), part, &text, flags) != CURLUE_OK) return std::nullopt;
    std::string copy(text);
    curl_free(text);
    return copy;
}

bool is_ascii(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

bool has_header(const HttpRequest& request, std::string_view name) {
    return std::any_of(request.headers.begin(), request.headers.end(),
                       [name](const Header& header) { return equal_names(header.first, name); });
}

}  // namespace

std::optional<Error> request_fault(const HttpRequest& request) {
    if (!is_token(request.method))
        return Error(ErrorCode::config, "the HTTP method is not a word: write it as GET or POST");
    const auto sound = [](const Header& header) {
        return is_token(header.first) && is_field_value(header.second);
    };
    if (std::all_of(request.headers.begin(), request.headers.end(), sound)) return std::nullopt;
    return Error(ErrorCode::config,
                 "a request header holds a line break or a character that HTTP does not allow: "
                 "check the header names and the key's file or variable");
}

std::optional<Error> base_url_fault(const std::string& url) {
    const Url parsed(curl_url(), &curl_url_cleanup);
    if (!parsed) return std::nullopt;
    const CURLUcode code = curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0);
    if (code != CURLUE_OK)
        return Error(ErrorCode::config,
                     fmt::format("\"{}\" is no address ({}): write it as http://host:port/path",
                                 url, curl_url_strerror(code)));
    if (part_of(parsed, CURLUPART_QUERY) || part_of(parsed, CURLUPART_FRAGMENT))
        return Error(ErrorCode::config,
                     "base_url has a query or a fragment, and paths are laid on it: leave out what "
                     "begins with ? or #");
    return std::nullopt;
}

std::optional<Http1Target> http1_target(const std::string& url) {
    const Url parsed(curl_url(), &curl_url_cleanup);
    if (!parsed || !is_ascii(url)) return std::nullopt;
    if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return std::nullopt;
    if (part_of(parsed, CURLUPART_SCHEME) != "http") return std::nullopt;
    for (const CURLUPart needs_more : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_ZONEID})
        if (part_of(parsed, needs_more)) return std::nullopt;
    auto host = part_of(parsed, CURLUPART_HOST);
    auto port = part_of(parsed, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    auto path = part_of(parsed, CURLUPART_PATH);
    if (!host || host->empty() || !port || !path) return std::nullopt;
    Http1Target target{*host, *port, *host, *path};
    if (part_of(parsed, CURLUPART_PORT)) target.authority.append(":").append(*port);
    if (const auto query = part_of(parsed, CURLUPART_QUERY)) target.path.append("?").append(*query);
    if (target.host.front() == '[') target.host = target.host.substr(1, target.host.size() - 2);
    return target;
}

std::string http1_head(const HttpRequest& request, const Http1Target& target) {
    std::string head;
    head.append(request.method).append(" ").append(target.path).append(" HTTP/1.1\r\n");
    const auto add = [&head](std::string_view name, std::string_view value) {
        head.append(name).append(value.empty() ? ":" : ": ").append(value).append("\r\n");
    };
    const auto add_own = [&](std::string_view name, std::string_view value) {
        if (!has_header(request, name)) add(name, value);
    };
    add_own("Host", target.authority);
    add_own("Accept", "*/*");
    add_own("Accept-Encoding", "identity");
    for (const auto& [name, value] : request.headers) add(name, value);
    const bool sends_body = request.method == "POST" || request.method == "PUT";
    if (sends_body || !request.body.empty())
        add_own("Content-Length", std::to_string(request.body.size()));
    head.append("\r\n");
    return head;
}

}  // namespace hexameter::detail
