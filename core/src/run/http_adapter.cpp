// Invariants:
// 1. A header name or value with a line break is refused: it could smuggle in another header.
// 2. A secret goes to the origin of base_url and to no other.
#include "run/http_adapter.hpp"

#include <fmt/core.h>
#include <sodium.h>

#include <utility>

#include "plugin/status.hpp"
#include "transport/header_text.hpp"

namespace hexameter::detail {
namespace {

void append_base64(std::string& to, const std::string& bytes) {
    const auto begin = to.size();
    // The length that sodium wants counts a final NUL.
    to.resize(begin + sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL));
    sodium_bin2base64(to.data() + begin, to.size() - begin,
                      reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    to.pop_back();
}

// All bytes of a part, wherever they lie.
Result<std::string> bytes_of(const hxm_part& part) {
    if (part.source == nullptr)
        return std::string(reinterpret_cast<const char*>(part.data.p), part.data.n);
    const auto& source = *part.source;
    if (source.whole.p != nullptr)
        return std::string(reinterpret_cast<const char*>(source.whole.p), source.whole.n);
    std::string bytes(source.size_bytes, '\0');
    for (std::uint64_t at = 0; at < bytes.size();) {
        const auto n = source.read_at(
            source.ctx, at, reinterpret_cast<std::uint8_t*>(bytes.data()) + at, bytes.size() - at);
        if (n <= 0) return Error(ErrorCode::io, "a medium broke off while it was read");
        at += static_cast<std::uint64_t>(n);
    }
    return bytes;
}

HttpAdapter& self_of(void* ctx) {
    return *static_cast<HttpAdapter*>(ctx);
}

}  // namespace

std::string origin_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    return std::string(url.substr(0, url.find_first_of("/?#", scheme + 3)));
}

HttpAdapter::HttpAdapter(const hxm_request& request, const HostServices& host, std::string base_url)
    : request_(request), host_(host), base_url_(std::move(base_url)) {
    while (!base_url_.empty() && base_url_.back() == '/') base_url_.pop_back();
    table_.struct_size = sizeof(table_);
    table_.ctx = this;
    table_.target = &HttpAdapter::target;
    table_.header = &HttpAdapter::header;
    table_.secret_header = &HttpAdapter::secret_header;
    table_.body = &HttpAdapter::body;
    table_.body_part = &HttpAdapter::body_part;
    table_.wait_ms = &HttpAdapter::wait;
}

Result<HttpRequest> HttpAdapter::take() {
    if (error_) return *error_;
    if (out_.url.empty()) return Error(ErrorCode::plugin, "encode named no target");
    if (secret_used_ && origin_of(out_.url) != origin_of(base_url_))
        return Error(ErrorCode::plugin,
                     fmt::format("encode wanted to send a secret to {}, which is not base_url's "
                                 "origin",
                                 origin_of(out_.url)));
    return std::move(out_);
}

hxm_status HttpAdapter::fail(Error error) {
    if (!error_) error_ = std::move(error);
    return HXM_E_ARG;
}

hxm_status HttpAdapter::target(void* ctx, hxm_str method, hxm_str url) noexcept {
    auto& self = self_of(ctx);
    const auto to = view(url);
    if (!is_field_value(to)) return self.fail({ErrorCode::plugin, "a URL with a line break"});
    self.out_.method = view(method);
    self.out_.url = to.substr(0, 1) == "/" ? self.base_url_ + std::string(to) : std::string(to);
    if (origin_of(self.out_.url).empty())
        return self.fail(
            {ErrorCode::config, fmt::format("\"{}\" is no absolute URL; base_url must be like "
                                            "http://127.0.0.1:8080",
                                            self.out_.url)});
    return HXM_OK;
}

hxm_status HttpAdapter::header(void* ctx, hxm_str name, hxm_str value) noexcept {
    auto& self = self_of(ctx);
    if (!is_field_value(view(name)) || !is_field_value(view(value)))
        return self.fail({ErrorCode::plugin, "a header with a line break"});
    self.out_.headers.emplace_back(view(name), view(value));
    return HXM_OK;
}

hxm_status HttpAdapter::secret_header(void* ctx, hxm_str name, hxm_str prefix,
                                      hxm_str secret_name) noexcept {
    auto& self = self_of(ctx);
    const auto value = self.host_.secret(view(secret_name));
    if (!value)
        return self.fail(
            {ErrorCode::config, fmt::format("there is no secret \"{}\"", view(secret_name))});
    if (!is_field_value(*value))
        return self.fail({ErrorCode::config, fmt::format("the secret \"{}\" has a line break in it",
                                                         view(secret_name))});
    self.secret_used_ = true;
    self.out_.headers.emplace_back(view(name), std::string(view(prefix)) + *value);
    return HXM_OK;
}

hxm_status HttpAdapter::body(void* ctx, hxm_buf bytes) noexcept {
    if (!has_bytes(bytes)) return HXM_E_ARG;
    return guarded([&] {
        self_of(ctx).out_.body.append(reinterpret_cast<const char*>(bytes.p), bytes.n);
        return HXM_OK;
    });
}

hxm_status HttpAdapter::body_part(void* ctx, std::uint32_t message, std::uint32_t part,
                                  std::uint32_t how) noexcept {
    auto& self = self_of(ctx);
    const auto& request = self.request_;
    if (message >= request.message_count)
        return self.fail({ErrorCode::plugin, "body_part named a message that is not there"});
    const auto* from = HXM_AT(hxm_message, request.messages, request.message_stride, message);
    if (part >= from->part_count || (how != HXM_BODY_RAW && how != HXM_BODY_BASE64))
        return self.fail({ErrorCode::plugin, "body_part named a part or form that is not there"});
    return guarded([&] {
        const auto bytes = bytes_of(*HXM_AT(hxm_part, from->parts, from->part_stride, part));
        if (!bytes) return self.fail(bytes.error());
        if (how == HXM_BODY_RAW)
            self.out_.body += bytes.value();
        else
            append_base64(self.out_.body, bytes.value());
        return hxm_status{HXM_OK};
    });
}

hxm_status HttpAdapter::wait(void* ctx, std::uint64_t ms) noexcept {
    self_of(ctx).wait_ms_ = ms;
    return HXM_OK;
}

}  // namespace hexameter::detail
