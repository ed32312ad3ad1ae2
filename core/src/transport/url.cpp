#include "transport/url.hpp"

#include <new>

namespace hexameter::detail {

Url::Url(std::string_view text) : url_(curl_url()) {
    if (!url_) throw std::bad_alloc();
    code_ = curl_url_set(url_.get(), CURLUPART_URL, std::string(text).c_str(), 0);
}

const char* Url::fault() const {
    return code_ == CURLUE_OK ? nullptr : curl_url_strerror(code_);
}

std::optional<std::string> Url::part(CURLUPart part, unsigned flags) const {
    char* text = nullptr;
    if (curl_url_get(url_.get(), part, &text, flags) != CURLUE_OK) return std::nullopt;
    std::string copy(text);
    curl_free(text);
    return copy;
}

std::string Url::authority() const {
    const auto port = part(CURLUPART_PORT);
    return part(CURLUPART_HOST).value_or("") + (port ? ":" + *port : "");
}

std::string Url::with_host(const std::string& host) {
    curl_url_set(url_.get(), CURLUPART_HOST, host.c_str(), 0);
    return part(CURLUPART_URL).value_or("");
}

std::string Url::peer() const {
    const auto host = part(CURLUPART_HOST);
    const auto port = part(CURLUPART_PORT, CURLU_DEFAULT_PORT);
    return host && port ? *host + ":" + *port : "the server";
}

}  // namespace hexameter::detail
