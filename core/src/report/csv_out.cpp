#include "report/csv_out.hpp"

#include <fmt/format.h>

#include <cmath>

#include "report/printable.hpp"

namespace hexameter::detail {
namespace {

std::string csv_field(const std::string& bytes) {
    std::string text = harmless(bytes);
    if (text.find_first_of(",\"\r\n\t") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

}  // namespace

std::string csv_line(const std::vector<std::string>& fields) {
    std::string line;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) line += ',';
        line += csv_field(fields[i]);
    }
    return line + "\r\n";
}

std::string csv_number(const std::optional<double>& value) {
    if (!value || !std::isfinite(*value)) return {};
    return fmt::format("{}", *value);
}

}  // namespace hexameter::detail
