// Invariants:
// 1. What stands in brackets is the label of a metric: no operator and no colon is looked for
// there.
// 2. A metric's id may have dots; the statistic is behind the last one, but for p99.9.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "hexameter/asserts.hpp"
#include "stats/distribution.hpp"

namespace hexameter {
namespace {

using detail::blanks;
using detail::trimmed;

constexpr std::string_view shape =
    "write METRIC.STATISTIC, one of < <= > >= == != and a value, as in ttft.p90<500ms";

// The parts between "&&" and between "and" that stands by itself.
std::vector<std::string_view> joined_parts(std::string_view text) {
    std::vector<std::string_view> parts;
    const auto is_blank = [&](std::size_t at) {
        return at < text.size() && blanks.find(text[at]) != std::string_view::npos;
    };
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::size_t length = 0;
        if (text.substr(at, 2) == "&&") length = 2;
        if (at > 0 && text.substr(at, 3) == "and" && is_blank(at - 1) && is_blank(at + 3))
            length = 3;
        if (length == 0) continue;
        parts.push_back(trimmed(text.substr(begin, at - begin)));
        begin = at + length;
        at = begin - 1;
    }
    parts.push_back(trimmed(text.substr(begin)));
    return parts;
}

// The first place outside brackets of one of these characters; npos: nowhere.
std::size_t find_outside(std::string_view text, std::string_view characters) {
    int depth = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '[') ++depth;
        if (text[at] == ']') --depth;
        if (depth == 0 && characters.find(text[at]) != std::string_view::npos) return at;
    }
    return std::string_view::npos;
}

Error wrong(std::string_view part, std::string_view why) {
    return {ErrorCode::config, fmt::format("'{}': {}", part, why)};
}

// Model, metric, label and statistic of what stands before the operator.
Status read_term(std::string_view part, std::string_view term, Assert& to) {
    const auto bracket = std::min(term.find('['), term.size());
    if (const auto colon = term.substr(0, bracket).rfind(':'); colon != std::string_view::npos) {
        to.model = trimmed(term.substr(0, colon));
        if (to.model.empty()) return wrong(part, "there is no model before the ':'");
        term = trimmed(term.substr(colon + 1));
    }
    std::string_view rest = term;
    if (const auto open = term.find('['); open != std::string_view::npos) {
        const auto close = term.find(']', open);
        if (close == std::string_view::npos) return wrong(part, "the '[' of a label has no ']'");
        to.metric = trimmed(term.substr(0, open));
        to.label = trimmed(term.substr(open + 1, close - open - 1));
        rest = trimmed(term.substr(close + 1));
        if (!rest.starts_with('.') || rest.size() == 1)
            return wrong(part, "a statistic has to follow the label, as in pass_at[k=5].mean");
        to.statistic = rest.substr(1);
    } else {
        auto dot = term.rfind('.');
        for (const auto& percentile : detail::percentiles)  // one of them has a dot of its own
            if (term.ends_with("." + std::string(percentile.name)))
                dot = term.size() - percentile.name.size() - 1;
        to.metric = term.substr(0, dot);
        if (dot != std::string_view::npos) to.statistic = term.substr(dot + 1);
    }
    if (to.metric.empty()) return wrong(part, fmt::format("no metric is named; {}", shape));
    return {};
}

// Whether something goes on behind the value: another comparison, "||", "or".
bool goes_on(std::string_view value) {
    return find_outside(value, "<>=!|") != std::string_view::npos ||
           value.find(" or ") != std::string_view::npos;
}

// "500ms", "30 tokens/s".
Status read_value(std::string_view part, std::string_view value, Assert& to) {
    if (goes_on(value))
        return wrong(part,
                     "only \"and\" (or &&) joins conditions, each with one comparison, and a run "
                     "has to meet them all");
    const auto digits = value.substr(value.starts_with('+') ? 1 : 0);
    const auto* const end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, to.number);
    if (read.ec != std::errc() || !std::isfinite(to.number))
        return wrong(part, value.empty() ? fmt::format("no value is given; {}", shape)
                                         : fmt::format("'{}' is no number; {}", value, shape));
    to.unit = trimmed({read.ptr, static_cast<std::size_t>(end - read.ptr)});
    return {};
}

Result<Assert> parse_one(std::string_view part) {
    using enum Assert::Operator;
    // Longer ones first: "<=" begins with "<".
    constexpr std::array<std::pair<std::string_view, Assert::Operator>, 6> operators{
        {{"<=", at_most},
         {">=", at_least},
         {"==", equal},
         {"!=", not_equal},
         {"<", less},
         {">", greater}}};
    if (part.empty()) return wrong(part, fmt::format("there is no condition; {}", shape));
    const auto at = find_outside(part, "<>=!");
    if (at == std::string_view::npos)
        return wrong(part, fmt::format("there is no comparison; {}", shape));
    for (const auto& [word, comparison] : operators) {
        if (!part.substr(at).starts_with(word)) continue;
        Assert one;
        one.comparison = comparison;
        if (auto ok = read_term(part, trimmed(part.substr(0, at)), one); !ok) return ok.error();
        if (auto ok = read_value(part, trimmed(part.substr(at + word.size())), one); !ok)
            return ok.error();
        return one;
    }
    return wrong(part, fmt::format("'{}' compares nothing; {}", part[at],
                                   part[at] == '=' ? "equality is ==" : shape));
}

}  // namespace

Result<std::vector<Assert>> parse_asserts(const std::string& text) {
    std::vector<Assert> asserts;
    for (const auto part : joined_parts(text)) {
        auto one = parse_one(part);
        if (!one) return one.error();
        if (one->model.empty() && !asserts.empty()) one->model = asserts.back().model;
        asserts.push_back(std::move(one.value()));
    }
    return asserts;
}

}  // namespace hexameter
