// What TTFT, ITL, TPOT and the rest mean here: the one place, one id each.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "hexameter/metric.hpp"
#include "hexameter/timeline.hpp"

namespace hexameter::detail {

// The cards of all values below, in the order of tables. ttft, ttfo, itl, tpot, tps_decode,
// tps_e2e, total, total_intended, ttft_intended, transport_end, output_tokens, events_tokens,
// usage_tokens, tokenizer_tokens, input_tokens, reasoning_tokens, chunks, bytes, plugin_time,
// connect_and_queue.
[[nodiscard]] const std::vector<MetricDefinition>& timing_definitions();

// The values of one iteration. What did not happen has no value: no TTFT when the reply was not
// streamed or had no content, no TPOT and no decode rate when fewer than two output tokens.
// `itl` comes once per gap.
[[nodiscard]] MetricValues timing_values(const Timeline& timeline);

struct Arrivals;

enum class TokenSource { none, usage, tokenizer, events };

struct TokenCount {
    std::uint64_t count = 0;
    TokenSource source = TokenSource::none;
    bool disagrees = false;  // two of the three counts are more than 1 % apart
};

// Headline output tokens: usage, else tokenizer, else events.
[[nodiscard]] TokenCount headline_tokens(const Timeline& timeline);
// `arrivals`: those of the timeline.
[[nodiscard]] TokenCount headline_tokens(const Timeline& timeline, const Arrivals& arrivals);
[[nodiscard]] std::string_view to_string(TokenSource source);

// What a reader of this iteration should know ("usage says 24 tokens, 23 events came"), and any
// broken invariant (a negative gap, total < ttft): those are our own faults and said so.
[[nodiscard]] std::vector<std::string> timeline_notes(const Timeline& timeline);

// The joined text of one kind and of the lowest choice of which any event came: no server has to
// begin with choice 0.
[[nodiscard]] std::string first_choice_text(const Timeline& timeline, EventKind kind);

// Whether the server says that it loaded the model for this request, which is in all its times.
[[nodiscard]] bool is_cold(const ServerClaim& claim);

}  // namespace hexameter::detail
