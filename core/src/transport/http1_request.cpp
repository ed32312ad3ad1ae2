#include "transport/http1_request.hpp"

#include <algorithm>

#include "transport/header_text.hpp"
#include "transport/url.hpp"

namespace hexameter::detail {
namespace {

bool is_ascii(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

bool has_header(const HttpRequest& request, std::string_view name) {
    return std::any_of(request.headers.begin(), request.headers.end(),
                       [name](const Header& header) { return equal_names(header.first, name); });
}

}  // namespace

std::optional<Http1Target> http1_target(const std::string& url) {
    const Url parsed(url);
    if (parsed.fault() != nullptr || !is_ascii(url)) return std::nullopt;
    if (parsed.part(CURLUPART_SCHEME) != "http") return std::nullopt;
    for (const CURLUPart needs_more : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_ZONEID})
        if (parsed.part(needs_more)) return std::nullopt;
    auto host = parsed.part(CURLUPART_HOST);
    auto port = parsed.part(CURLUPART_PORT, CURLU_DEFAULT_PORT);
    auto path = parsed.part(CURLUPART_PATH);
    if (!host || host->empty() || !port || !path) return std::nullopt;
    Http1Target target{*host, *port, *host, *path};
    if (parsed.part(CURLUPART_PORT)) target.authority.append(":").append(*port);
    if (const auto query = parsed.part(CURLUPART_QUERY)) target.path.append("?").append(*query);
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
