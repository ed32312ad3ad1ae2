#include "text.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace hexameter::simulate {
namespace {

bool needs_escape(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

std::string_view reason_of(unsigned status) {
    switch (status) {
        case 200:
            return "OK";
        case 400:
            return "Bad Request";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 413:
            return "Content Too Large";
        case 500:
            return "Internal Server Error";
        case 502:
            return "Bad Gateway";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "Unknown";
    }
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
    if (std::none_of(text.begin(), text.end(), needs_escape)) {
        out += text;
        return;
    }
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (needs_escape(c)) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
}

void append_number(std::string& out, std::uint64_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void append_chunk(std::string& out, std::string_view data) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), data.size(), 16);
    out.append(digits.data(), end.ptr);
    out += "\r\n";
    out += data;
    out += "\r\n";
}

void append_stream_head(std::string& out, std::string_view content_type) {
    out += "HTTP/1.1 200 OK\r\nServer: hexameter-simulate\r\nContent-Type: ";
    out += content_type;
    out += "\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n";
}

std::string whole_reply(unsigned status, std::string_view content_type, std::string_view body,
                        bool close) {
    return fmt::format(
        "HTTP/1.1 {} {}\r\nServer: hexameter-simulate\r\nContent-Type: {}\r\n"
        "Content-Length: {}\r\nConnection: {}\r\n\r\n{}",
        status, reason_of(status), content_type, body.size(), close ? "close" : "keep-alive", body);
}

std::uint64_t monotonic_ns() {
    static_assert(std::chrono::steady_clock::is_steady);
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

std::uint64_t unix_seconds() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

std::string utc_now() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                       fmt::gmtime(static_cast<std::time_t>(unix_seconds())));
}

}  // namespace hexameter::simulate
