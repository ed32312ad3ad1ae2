#include <algorithm>
#include <array>
#include <string_view>

#include "timeline/arrivals.hpp"
#include "timeline/definitions.hpp"

namespace hexameter::detail {
namespace {

using Count = std::optional<std::uint64_t>;

// More than 1 % of the larger one.
bool apart(const Count& a, const Count& b) {
    if (!a || !b) return false;
    const std::uint64_t larger = std::max(*a, *b);
    const std::uint64_t smaller = std::min(*a, *b);
    return static_cast<double>(larger - smaller) > 0.01 * static_cast<double>(larger);
}

}  // namespace

TokenCount headline_tokens(const Timeline& timeline) {
    return headline_tokens(timeline, arrivals_of(timeline));
}

TokenCount headline_tokens(const Timeline& timeline, const Arrivals& arrivals) {
    const Count& usage = timeline.usage.output_tokens;
    const Count& tokenizer = timeline.tokenizer_tokens;
    const Count& events = arrivals.tokens;

    TokenCount headline;
    // A server that says 0 beside content that came says nothing.
    if (usage && (*usage > 0 || arrivals.chunks == 0))
        headline = {*usage, TokenSource::usage};
    else if (tokenizer)
        headline = {*tokenizer, TokenSource::tokenizer};
    else if (events)
        headline = {*events, TokenSource::events};
    headline.disagrees =
        apart(usage, tokenizer) || apart(usage, events) || apart(tokenizer, events);
    return headline;
}

std::string_view to_string(TokenSource source) {
    constexpr std::array<std::string_view, 4> words{"none", "usage", "tokenizer", "events"};
    return words[static_cast<std::size_t>(source)];
}

}  // namespace hexameter::detail
