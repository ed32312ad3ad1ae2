#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/utf8.hpp"
#include "timeline/arrivals.hpp"
#include "timeline/definitions.hpp"

namespace hexameter::detail {
namespace {

using Notes = std::vector<std::string>;

// Stamps that cannot be: what hangs on them was left out, and it is nobody's fault but ours.
void fault_notes(Notes& notes, const Timeline& timeline, const Arrivals& arrivals) {
    const auto fault = [&notes](const std::string& what) {
        notes.push_back("engine fault: " + what + "; the difference is left out");
    };
    const auto before = [](const Instant& a, const Instant& b) { return (b - a).count(); };
    if (arrivals.backwards > 0)
        fault(fmt::format("{} events are stamped before one that came ahead of them",
                          arrivals.backwards));
    if (timeline.plugin_time < Nanos{0})
        fault(fmt::format("plugin time of {} ns", timeline.plugin_time.count()));
    if (!timeline.sent) {
        if (arrivals.chunks > 0) fault("content came for a request without a send stamp");
        return;
    }
    const Instant sent = *timeline.sent;
    if (!arrivals.all.empty() && arrivals.all.front() < sent)
        fault(fmt::format("first event is stamped {} ns before its request was sent",
                          before(arrivals.all.front(), sent)));
    if (timeline.first_byte && *timeline.first_byte < sent)
        fault(fmt::format("first byte is stamped {} ns before its request was sent",
                          before(*timeline.first_byte, sent)));
    if (timeline.end && *timeline.end < sent)
        fault(fmt::format("end is stamped {} ns before the request was sent",
                          before(*timeline.end, sent)));
    if (timeline.end && arrivals.last_content && *timeline.end < *arrivals.last_content)
        fault(fmt::format("end is stamped {} ns before the last content",
                          before(*timeline.end, *arrivals.last_content)));
    if (timeline.intended > sent)
        fault(fmt::format("request was sent {} ns before its intended time",
                          before(sent, timeline.intended)));
}

void token_notes(Notes& notes, const Timeline& timeline, const Arrivals& arrivals) {
    const TokenCount tokens = headline_tokens(timeline, arrivals);
    if (timeline.usage.output_tokens == 0U && arrivals.chunks > 0)
        notes.emplace_back("usage says 0 output tokens beside content: not used as headline");
    if (!tokens.disagrees) return;
    std::string note;
    const auto say = [&note](const std::string& part) {
        note.append(note.empty() ? "" : ", ").append(part);
    };
    if (const auto& usage = timeline.usage.output_tokens)
        say(fmt::format("usage says {} tokens", *usage));
    if (const auto& count = timeline.tokenizer_tokens)
        say(fmt::format("tokenizer counts {} tokens", *count));
    if (arrivals.tokens) say(fmt::format("events stand for {} tokens", *arrivals.tokens));
    notes.push_back(note + fmt::format("; headline: {}", to_string(tokens.source)));
}

// Did pieces come at another moment than the only arrival?
bool pieces_apart(const Timeline& timeline, Instant arrival) {
    return std::any_of(timeline.events.begin(), timeline.events.end(), [arrival](const auto& e) {
        return e.piece && e.text_size > 0 && e.at != arrival;
    });
}

void stream_notes(Notes& notes, const Timeline& timeline, const Arrivals& arrivals) {
    if (arrivals.all.empty()) return;
    // How many events shared a stamp, or have a doubtful one, stands in the events themselves and
    // in what the run says of its instrument: here only what makes a value absent.
    if (arrivals.all.size() == 1 && headline_tokens(timeline, arrivals).count > 1)
        notes.emplace_back(
            pieces_apart(timeline, arrivals.all.front())
                ? "pieces of a tool call or a blob are no arrivals, and all else came in one: "
                  "gaps, "
                  "TPOT and decode rate are not measurable"
                : "the whole answer came in one arrival: gaps, TPOT and decode rate are not "
                  "measurable");
    if (!arrivals.first_answer)
        notes.emplace_back("only reasoning came, no answer: TTFO is absent");
}

// A character that came in two events is whole in the text that they make.
bool all_utf8(const Timeline& timeline, const std::set<std::uint32_t>& choices) {
    return std::all_of(choices.begin(), choices.end(), [&timeline](std::uint32_t choice) {
        return !first_invalid_utf8(joined_text(timeline, EventKind::content, choice)) &&
               !first_invalid_utf8(joined_text(timeline, EventKind::reasoning, choice));
    });
}

}  // namespace

std::vector<std::string> timeline_notes(const Timeline& timeline) {
    Notes notes;
    const Arrivals arrivals = arrivals_of(timeline);
    fault_notes(notes, timeline, arrivals);
    token_notes(notes, timeline, arrivals);
    if (timeline.sent && arrivals.chunks == 0)
        notes.emplace_back("no content came: times and rates of content are absent");
    if (timeline.streamed) stream_notes(notes, timeline, arrivals);
    std::set<std::uint32_t> choices;
    for (const auto& event : timeline.events) choices.insert(event.choice);
    if (choices.size() > 1)
        notes.push_back(
            fmt::format("{} choices: arrivals and tokens are those of all", choices.size()));
    // All of it at once is quicker, and nearly always enough.
    if (first_invalid_utf8(timeline.text) && !all_utf8(timeline, choices))
        notes.emplace_back("the answer has bytes that are no UTF-8: kept, and shown as U+FFFD");
    if (is_cold(timeline.claim))
        notes.emplace_back("cold: the server says that it loaded the model for this request");
    if (timeline.spoken == Spoken::http2)
        notes.emplace_back("HTTP/2: streams share a connection, so that no stamp is the kernel's");
    if (timeline.spoken == Spoken::http1_instead)
        notes.emplace_back("HTTP/2 was asked for, and the server spoke HTTP/1.1");
    if (timeline.attempts.size() > 1)
        notes.push_back(fmt::format("{} attempts: times count from the first one's send",
                                    timeline.attempts.size()));
    return notes;
}

}  // namespace hexameter::detail
