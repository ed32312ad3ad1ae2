#include "support/json/scan.hpp"

#include <rapidjson/error/en.h>

#include <charconv>
#include <cmath>

#include "support/json/json.hpp"

namespace hexameter::plugin_json {
namespace {

constexpr std::size_t escape_bytes = 6;  // \uXXXX

// The value of the escape \uXXXX at `at`; 0 when none is there.
unsigned escape_at(std::string_view text, std::size_t at) {
    const std::string_view escape = text.substr(at, escape_bytes);
    unsigned value = 0;
    if (escape.size() < escape_bytes || escape.substr(0, 2) != "\\u") {
        return 0;
    }
    const char* const last = escape.data() + escape_bytes;
    const auto [end, fault] = std::from_chars(escape.data() + 2, last, value, 16);
    return fault == std::errc() && end == last ? value : 0;
}

bool is_first_half(unsigned value) {
    return value >= 0xD800 && value < 0xDC00;
}

bool is_second_half(unsigned value) {
    return value >= 0xDC00 && value < 0xE000;
}

}  // namespace

bool may_have_halves(std::string_view text) {
    return text.find("\\ud") != std::string_view::npos ||
           text.find("\\uD") != std::string_view::npos;
}

std::string with_bare_halves(std::string_view text) {
    std::string bare;
    std::size_t from = 0;
    for (std::size_t at = text.find('\\'); at < text.size(); at = text.find('\\', at)) {
        const unsigned value = escape_at(text, at);
        if (is_first_half(value) && is_second_half(escape_at(text, at + escape_bytes))) {
            at += 2 * escape_bytes;
        } else if (is_first_half(value) || is_second_half(value)) {
            bare.append(text.substr(from, at - from));
            for (const unsigned byte :
                 {0xE0 | value >> 12, 0x80 | (value >> 6 & 0x3F), 0x80 | (value & 0x3F)}) {
                bare.push_back(static_cast<char>(byte));
            }
            at += escape_bytes;
            from = at;
        } else {
            at += 2;
        }
    }
    return bare.append(text.substr(from));
}

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
    const bool too_deep = result.Code() == rapidjson::kParseErrorTermination;
    std::string message(what);
    message.append(" is no JSON at byte ").append(std::to_string(result.Offset())).append(": ");
    message.append(too_deep ? "it is nested too deeply." : GetParseError_En(result.Code()));
    message.append(" It begins with \"").append(beginning_of(text)).append("\"");
    throw sdk::Error(sdk::Status::decode, message);
}

}  // namespace hexameter::plugin_json
