#include "spec/yaml_scalar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace hexameter::detail {
namespace {

using Kind = PlainScalar::Kind;

struct Literal {
    std::string_view yaml;
    Kind kind;
    std::string_view json;
};

constexpr std::array literals{
    Literal{"", Kind::literal, "null"},       Literal{"~", Kind::literal, "null"},
    Literal{"null", Kind::literal, "null"},   Literal{"Null", Kind::literal, "null"},
    Literal{"NULL", Kind::literal, "null"},   Literal{"true", Kind::literal, "true"},
    Literal{"True", Kind::literal, "true"},   Literal{"TRUE", Kind::literal, "true"},
    Literal{"false", Kind::literal, "false"}, Literal{"False", Kind::literal, "false"},
    Literal{"FALSE", Kind::literal, "false"}, Literal{".inf", Kind::unholdable, ""},
    Literal{".Inf", Kind::unholdable, ""},    Literal{".INF", Kind::unholdable, ""},
    Literal{"+.inf", Kind::unholdable, ""},   Literal{"+.Inf", Kind::unholdable, ""},
    Literal{"+.INF", Kind::unholdable, ""},   Literal{"-.inf", Kind::unholdable, ""},
    Literal{"-.Inf", Kind::unholdable, ""},   Literal{"-.INF", Kind::unholdable, ""},
    Literal{".nan", Kind::unholdable, ""},    Literal{".NaN", Kind::unholdable, ""},
    Literal{".NAN", Kind::unholdable, ""},
};

constexpr std::string_view digits = "0123456789";

// Takes the leading digits off `text`; how many there were.
std::size_t take_digits(std::string_view& text) {
    const auto count = std::min(text.find_first_not_of(digits), text.size());
    text.remove_prefix(count);
    return count;
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_float(std::string_view text) {
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
    auto mantissa = take_digits(text);
    if (!text.empty() && text[0] == '.') {
        text.remove_prefix(1);
        mantissa += take_digits(text);
    }
    if (mantissa == 0) return false;
    if (text.empty()) return true;
    if (text[0] != 'e' && text[0] != 'E') return false;
    text.remove_prefix(1);
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
    return take_digits(text) > 0 && text.empty();
}

template <class Number>
bool parse_all(std::string_view text, Number& number, auto... how) {
    const auto* const end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number, how...);
    return failure == std::errc() && stop == end;
}

PlainScalar number(std::string_view text) {
    if (text[0] == '+') text.remove_prefix(1);
    std::uint64_t natural = 0;
    if (parse_all(text, natural)) return {Kind::literal, fmt::format("{}", natural)};
    std::int64_t integer = 0;
    if (parse_all(text, integer)) return {Kind::literal, fmt::format("{}", integer)};
    double real = 0;
    if (!parse_all(text, real)) return {Kind::unholdable, {}};
    auto json = fmt::format("{}", real);
    if (json.find_first_of(".e") == std::string::npos) json += ".0";
    return {Kind::literal, std::move(json)};
}

}  // namespace

PlainScalar resolve_plain_scalar(std::string_view text) {
    for (const auto& literal : literals)
        if (literal.yaml == text) return {literal.kind, std::string(literal.json)};
    const auto prefix = text.substr(0, 2);
    if (prefix == "0x" || prefix == "0o") {
        std::uint64_t natural = 0;
        if (parse_all(text.substr(2), natural, prefix == "0x" ? 16 : 8))
            return {Kind::literal, fmt::format("{}", natural)};
        return {};
    }
    return is_float(text) ? number(text) : PlainScalar{};
}

}  // namespace hexameter::detail
