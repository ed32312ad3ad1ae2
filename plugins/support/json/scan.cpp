#include "support/json/scan.hpp"

#include <rapidjson/error/en.h>

#include <charconv>
#include <cmath>

#include "hexameter/sdk/error.hpp"

namespace hexameter::plugin_json {

double number_of(std::string_view digits) {
    double value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

std::uint64_t count_of(std::string_view digits) {
    constexpr double past_end = 18446744073709551616.0;  // 2^64
    const char* const last = digits.data() + digits.size();
    std::uint64_t count = 0;
    const auto [end, fault] = std::from_chars(digits.data(), last, count);
    if (fault == std::errc() && end == last) {
        return count;
    }
    const double rounded = std::round(number_of(digits));
    return rounded > 0 && rounded < past_end ? static_cast<std::uint64_t>(rounded) : 0;
}

void scan_failed(const rapidjson::ParseResult& result, std::string_view text,
                 std::string_view what) {
    constexpr std::size_t shown_bytes = 60;
    const bool too_deep = result.Code() == rapidjson::kParseErrorTermination;
    std::string message(what);
    message.append(" is no JSON at byte ").append(std::to_string(result.Offset())).append(": ");
    message.append(too_deep ? "it is nested too deeply." : GetParseError_En(result.Code()));
    message.append(" It begins with \"").append(text.substr(0, shown_bytes)).append("\"");
    throw sdk::Error(sdk::Status::decode, message);
}

}  // namespace hexameter::plugin_json
