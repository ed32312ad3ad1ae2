#include "support/chat/server.hpp"

#include <charconv>

#include "support/chat/reply_error.hpp"
#include "support/json/json_writer.hpp"

namespace hexameter::plugin_chat {
namespace {

std::string without_credentials(std::string_view url) {
    while (!url.empty() && url.back() == '/') {
        url.remove_suffix(1);
    }
    std::string shown(url);
    const std::size_t scheme = shown.find("://");
    const std::size_t host = scheme == std::string::npos ? 0 : scheme + 3;
    const std::size_t at = shown.substr(0, shown.find('/', host)).rfind('@');
    if (at != std::string::npos) {
        shown.erase(host, at + 1 - host);
    }
    return shown;
}

// Whole seconds only; a date says nothing without a wall clock.
std::string detail_of(std::uint32_t http_status, std::string_view retry_after) {
    plugin_json::JsonWriter detail;
    detail.begin_object().key("http_status").uint(http_status);
    std::uint32_t seconds = 0;
    const char* const last = retry_after.data() + retry_after.size();
    const auto [end, fault] = std::from_chars(retry_after.data(), last, seconds);
    if (!retry_after.empty() && fault == std::errc() && end == last) {
        detail.key("retry_after_ms").uint(std::uint64_t{seconds} * 1000);
    }
    detail.end_object();
    return std::string(detail.text());
}

}  // namespace

Server::Server(std::string_view provider_id, const plugin_json::Value& config,
               std::string_view default_url)
    : provider_(provider_id),
      url_(without_credentials(plugin_json::string_at(config, {"base_url"}).value_or(default_url))),
      api_key_env_(plugin_json::string_at(config, {"api_key_env"}).value_or("")) {}

void Server::refuse_end(std::string_view path) const {
    if (url_.size() <= path.size() || url_.substr(url_.size() - path.size()) != path) {
        return;
    }
    throw sdk::Error(sdk::Status::config,
                     "base_url ends in " + std::string(path) + ", which provider " + provider_ +
                         " adds to it: write " + url_.substr(0, url_.size() - path.size()));
}

void Server::ask(const sdk::HttpOut& out, std::string_view method, std::string_view path) const {
    out.target(method, path);
    if (!api_key_env_.empty()) {
        out.secret_header("authorization", "Bearer ", api_key_env_);
    }
}

void Server::post(const sdk::HttpOut& out, std::string_view path, std::string_view json) const {
    ask(out, "POST", path);
    out.header("content-type", "application/json");
    out.body(json);
}

sdk::Error Server::refusal(std::uint32_t http_status, std::string_view path, std::string_view body,
                           std::string_view retry_after) const {
    std::string text = "HTTP " + std::to_string(http_status) + " from " + url_;
    text.append(path).append(": ").append(error_text(body));
    text.append(advice(http_status, path));
    return {sdk::status_of_http(http_status), text, detail_of(http_status, retry_after)};
}

std::optional<sdk::Error> Server::compressed(std::uint32_t http_status, std::string_view path,
                                             std::string_view encoding) const {
    std::string name(encoding);
    for (char& c : name) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    // Not whatever is no identity: servers write "utf-8" there and mean no coding.
    for (const std::string_view coding : {"gzip", "deflate", "compress", "br", "zstd"}) {
        if (name.find(coding) != std::string::npos) {
            return sdk::Error(
                http_status >= 400 ? sdk::status_of_http(http_status) : sdk::Status::decode,
                "HTTP " + std::to_string(http_status) + " from " + url_ + std::string(path) +
                    " came compressed (content-encoding: " + std::string(coding) +
                    "), which was not asked for; switch compression off in the server or in the "
                    "proxy before it",
                detail_of(http_status, ""));
        }
    }
    return std::nullopt;
}

sdk::Error Server::no_json(std::string_view body) const {
    std::string message = "the reply of " + url_;
    if (body.empty()) {
        message.append(" is empty");
    } else {
        message.append(" is no JSON");
        if (body.front() == '<') {
            message.append(body.substr(0, 5) == "<?xml" ? " but XML" : " but HTML");
        }
        if (const std::string text = plain_text(body); !text.empty()) {
            message.append(": \"").append(text).append("\"");
        }
    }
    message.append("; check that the URL is the one of a server that provider ")
        .append(provider_)
        .append(" speaks to");
    return {sdk::Status::decode, message};
}

std::string Server::advice(std::uint32_t http_status, std::string_view path) const {
    switch (http_status) {
        case 401:
        case 403:
            return api_key_env_.empty()
                       ? "; the server wants a key: name the environment variable that holds it "
                         "(--api-key-env)"
                       : "; check the key in the environment variable " + api_key_env_ +
                             " (--api-key-env)";
        case 404:
            return "; the server has no such model, or no path " + std::string(path) +
                   ": see hexameter models --provider " + provider_ + " --url " + url_;
        case 429:
            return "; the server's rate limit is reached: ask less often, or wait";
        default:
            return "";
    }
}

}  // namespace hexameter::plugin_chat
