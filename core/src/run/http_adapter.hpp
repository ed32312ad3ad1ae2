// The hxm_http that a codec writes its request into.
#pragma once

#include <optional>
#include <string>

#include "hexameter/abi/hxm_plugin.h"
#include "hexameter/error.hpp"
#include "plugin/host_services.hpp"
#include "transport/transport.hpp"

namespace hexameter::detail {

class HttpAdapter {
  public:
    HttpAdapter(const hxm_request& request, const HostServices& host, std::string base_url);
    HttpAdapter(const HttpAdapter&) = delete;
    HttpAdapter& operator=(const HttpAdapter&) = delete;

    [[nodiscard]] const hxm_http* table() const { return &table_; }

    // Whether the host refused something that encode wrote.
    [[nodiscard]] bool refused() const { return error_.has_value(); }

    // The request as written so far, or what was wrong with it.
    [[nodiscard]] Result<HttpRequest> take();

    [[nodiscard]] std::uint64_t wait_ms() const { return wait_ms_; }

  private:
    static hxm_status target(void* ctx, hxm_str method, hxm_str url) noexcept;
    static hxm_status header(void* ctx, hxm_str name, hxm_str value) noexcept;
    static hxm_status secret_header(void* ctx, hxm_str name, hxm_str prefix,
                                    hxm_str secret_name) noexcept;
    static hxm_status body(void* ctx, hxm_buf bytes) noexcept;
    static hxm_status body_part(void* ctx, std::uint32_t message, std::uint32_t part,
                                std::uint32_t how) noexcept;
    static hxm_status wait(void* ctx, std::uint64_t ms) noexcept;

    hxm_status fail(Error error);

    hxm_http table_{};
    const hxm_request& request_;
    const HostServices& host_;
    std::string base_url_;
    HttpRequest out_;
    std::uint64_t wait_ms_ = 0;
    bool secret_used_ = false;
    std::optional<Error> error_;
};

// "http://host:port" of an absolute URL; empty when it is none.
[[nodiscard]] std::string origin_of(std::string_view url);

}  // namespace hexameter::detail
