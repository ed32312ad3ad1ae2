// The text of HTTP/1.1 heads (RFC 9110 section 5, RFC 9112 sections 4 and 5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hexameter::detail {

// May stand as a method or a header's name.
[[nodiscard]] bool is_token(std::string_view text);

// May stand as a header's value: no line break, no NUL.
[[nodiscard]] bool is_field_value(std::string_view text);

// Equal but for the case of ASCII letters.
[[nodiscard]] bool equal_names(std::string_view left, std::string_view right);

// The status of "HTTP/1.1 200 OK"; 0 when there is none.
[[nodiscard]] int status_of(std::string_view status_line);

// Adds one header line as "name: value\n", the name in lower case, no space around the value. A
// folded line goes on with the value before it; a line without a colon is left out.
void append_header(std::string& headers, std::string_view line);

// The value of the first line of that name, which is in lower case, of lines as append_header makes
// them.
[[nodiscard]] std::optional<std::string_view> header_value(std::string_view headers,
                                                           std::string_view name);

// Adds text in lower case (ASCII).
void append_lower(std::string& to, std::string_view text);

}  // namespace hexameter::detail
