#include "transport/header_text.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace hexameter::detail {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_alnum(char c) {
    const char l = lower(c);
    return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9');
}

}  // namespace

bool is_token(std::string_view text) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [marks](char c) {
        return is_alnum(c) || marks.find(c) != std::string_view::npos;
    });
}

bool is_field_value(std::string_view text) {
    constexpr std::string_view forbidden("\r\n\0", 3);
    return text.find_first_of(forbidden) == std::string_view::npos;
}

bool equal_names(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

int status_of(std::string_view status_line) {
    const auto space = status_line.find(' ');
    if (space == std::string_view::npos) return 0;
    int status = 0;
    const std::string_view rest = status_line.substr(space + 1);
    std::from_chars(rest.data(), rest.data() + rest.size(), status);
    return status;
}

void append_header(std::string& headers, std::string_view line) {
    const bool folded = line.starts_with(' ') || line.starts_with('\t');
    if (folded && !headers.empty()) {
        headers.back() = ' ';
        headers.append(trimmed(line)).push_back('\n');
        return;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return;
    append_lower(headers, trimmed(line.substr(0, colon)));
    headers.append(": ").append(trimmed(line.substr(colon + 1))).push_back('\n');
}

std::optional<std::string_view> header_value(std::string_view headers, std::string_view name) {
    while (!headers.empty()) {
        const auto line = headers.substr(0, headers.find('\n'));
        headers.remove_prefix(std::min(line.size() + 1, headers.size()));
        if (line.starts_with(name) && line.substr(name.size()).starts_with(": "))
            return line.substr(name.size() + 2);
    }
    return std::nullopt;
}

void append_lower(std::string& to, std::string_view text) {
    for (const char c : text) to.push_back(lower(c));
}

}  // namespace hexameter::detail
