#include "transport/retry_after.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>

#include "transport/header_text.hpp"

namespace hexameter::detail {
namespace {

// Longer is never meant, and would not fit.
constexpr std::uint64_t longest_s = 366ULL * 24 * 3600;

std::optional<std::uint64_t> whole_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec == std::errc::result_out_of_range) return UINT64_MAX;
    if (text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return number;
}

}  // namespace

std::optional<Nanos> retry_after(std::string_view headers, std::time_t wall_clock) {
    if (const auto text = header_value(headers, "retry-after-ms"))
        if (const auto ms = whole_number(*text))
            return std::chrono::milliseconds(std::min(*ms, longest_s * 1000));
    const auto text = header_value(headers, "retry-after");
    if (!text) return std::nullopt;
    if (const auto s = whole_number(*text)) return std::chrono::seconds(std::min(*s, longest_s));
    const std::time_t date = curl_getdate(std::string(*text).c_str(), nullptr);
    if (date == -1) return std::nullopt;
    const auto left = std::clamp<std::int64_t>(date - wall_clock, 0, longest_s);
    return std::chrono::seconds(left);
}

}  // namespace hexameter::detail
