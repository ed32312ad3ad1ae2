// Lines of CSV as RFC 4180 has them.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace hexameter::detail {

// Quoted where a comma, quote, tab or line break asks for it, ended by CR LF. Bytes that are no
// UTF-8 become U+FFFD, as does what steers a terminal, but for tabs and line breaks.
[[nodiscard]] std::string csv_line(const std::vector<std::string>& fields);

// The shortest digits that read back to the same number; "" when absent.
[[nodiscard]] std::string csv_number(const std::optional<double>& value);

}  // namespace hexameter::detail
