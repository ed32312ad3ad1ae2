// Between the ABI's borrowed views and the standard library's. Nothing is copied: a view lives as
// long as what it was made from.
//
// Threads: any. There are no errors.
#pragma once

#include <hexameter/abi/hxm_plugin.h>

#include <cstdint>
#include <span>
#include <string_view>

namespace hexameter::sdk {
inline namespace v1 {

[[nodiscard]] inline std::string_view view(hxm_str s) noexcept {
    return s.p == nullptr ? std::string_view() : std::string_view(s.p, s.n);
}

// Bytes as text; whether they are UTF-8 is the caller's business.
[[nodiscard]] inline std::string_view view(hxm_buf b) noexcept {
    return b.p == nullptr ? std::string_view()
                          : std::string_view(reinterpret_cast<const char*>(b.p), b.n);
}

[[nodiscard]] inline std::string_view view(const char* s) noexcept {
    return s == nullptr ? std::string_view() : std::string_view(s);
}

[[nodiscard]] inline std::span<const std::uint8_t> bytes(hxm_buf b) noexcept {
    return b.p == nullptr ? std::span<const std::uint8_t>()
                          : std::span<const std::uint8_t>(b.p, b.n);
}

[[nodiscard]] inline hxm_str str(std::string_view s) noexcept {
    return {s.data(), s.size()};
}

[[nodiscard]] inline hxm_buf buf(std::string_view s) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()};
}

[[nodiscard]] inline hxm_buf buf(std::span<const std::uint8_t> s) noexcept {
    return {s.data(), s.size()};
}

}  // namespace v1
}  // namespace hexameter::sdk
