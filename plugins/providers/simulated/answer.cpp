// Invariants
// 1. done is called once: by end(), or on the way out of the deliver() that returns false.
// 2. Every chunk claims the time at which it was due; the host stamps it when it comes.
// 3. A fault takes the place of what would come after plan.fault_at tokens; a stall leaves the
// answer
//    open until it is cancelled.
#include "answer.hpp"

#include <string>

#include "support/json/json_writer.hpp"

namespace hexameter::simulated {
namespace {

using simulator::Fault;

constexpr int most_tokens_in_a_row = 256;

struct Failure {
    sdk::Status status;
    const char* text;
    const char* detail_json;
};

Failure failure_of(Fault fault) {
    switch (fault) {
        case Fault::html:
            return {sdk::Status::remote, "simulated bad gateway (fault html)",
                    R"({"http_status":502})"};
        case Fault::stream_error:
            return {sdk::Status::remote, "simulated failure inside the stream (fault stream_error)",
                    R"({"http_status":200})"};
        case Fault::cut:
            return {sdk::Status::transport, "simulated break of the connection (fault cut)", "{}"};
        default:
            return {sdk::Status::remote,
                    "simulated failure before the first token (fault http_error)",
                    R"({"http_status":500})"};
    }
}

}  // namespace

Answer::Answer(const sdk::Host& host, const sdk::AsyncSink& out, simulator::Plan plan,
               bool streamed, std::uint64_t start_ns)
    : host_(host), out_(out), plan_(std::move(plan)), streamed_(streamed), start_ns_(start_ns) {}

bool Answer::faulty() const {
    return plan_.fault != Fault::none && plan_.fault != Fault::close;
}

std::size_t Answer::good_tokens() const {
    return faulty() ? plan_.fault_at : plan_.tokens.size();
}

std::uint64_t Answer::next_due_ns() const {
    if (streamed_ && next_token_ < good_tokens()) {
        return start_ns_ + plan_.tokens[next_token_].offset_ns;
    }
    return plan_.fault == Fault::stall ? never : start_ns_ + plan_.end_offset_ns();
}

bool Answer::deliver(std::uint64_t now_ns) {
    if (streamed_ && !deliver_tokens(now_ns)) {
        end(sdk::Status::cancelled);
        return false;
    }
    if (next_due_ns() > now_ns || (streamed_ && next_token_ < good_tokens())) {
        return true;
    }
    if (faulty()) {
        fail();
        return false;
    }
    if (!streamed_) {
        deliver_whole();
    }
    finish();
    return false;
}

// False: the host wants no more.
bool Answer::deliver_tokens(std::uint64_t now_ns) {
    for (int i = 0; i < most_tokens_in_a_row && next_token_ < good_tokens(); ++i) {
        const simulator::PlannedToken& token = plan_.tokens[next_token_];
        const std::uint64_t due_ns = start_ns_ + token.offset_ns;
        if (due_ns > now_ns) {
            return true;
        }
        const sdk::ChunkNotes notes{.units = 1, .claimed_ns = due_ns};
        const sdk::Status taken = token.channel == simulator::Channel::content
                                      ? out_.content(plan_.text_of(token), notes)
                                      : out_.reasoning(plan_.text_of(token), notes);
        if (taken != sdk::Status::ok) {
            return false;
        }
        ++next_token_;
    }
    return true;
}

void Answer::deliver_whole() {
    const std::uint64_t due_ns = start_ns_ + plan_.finish_offset_ns;
    if (plan_.reasoning_tokens > 0) {
        out_.reasoning(plan_.reasoning(), {.units = plan_.reasoning_tokens, .claimed_ns = due_ns});
    }
    out_.content(plan_.content(),
                 {.units = plan_.tokens.size() - plan_.reasoning_tokens, .claimed_ns = due_ns});
}

void Answer::finish() {
    const std::uint64_t prompt_ns = plan_.tokens.empty() ? 0 : plan_.tokens.front().offset_ns;
    plugin_json::JsonWriter usage;
    usage.begin_object().key("input_tokens").uint(plan_.input_tokens);
    usage.key("output_tokens").uint(plan_.tokens.size());
    usage.key("reasoning_tokens").uint(plan_.reasoning_tokens).end_object();
    plugin_json::JsonWriter claim;
    claim.begin_object().key("prompt_ns").uint(prompt_ns);
    claim.key("decode_ns").uint(plan_.finish_offset_ns - prompt_ns);
    claim.key("total_ns").uint(plan_.finish_offset_ns).end_object();
    out_.usage(usage.text());
    out_.claim(claim.text());
    out_.finish(to_string(plan_.finish), {.claimed_ns = start_ns_ + plan_.finish_offset_ns});
    end(out_.verdict() == sdk::Status::ok ? sdk::Status::ok : sdk::Status::cancelled);
}

void Answer::fail() {
    const Failure failure = failure_of(plan_.fault);
    host_.set_error(op(), failure.status, failure.text, failure.detail_json);
    out_.done(failure.status, failure.detail_json);
}

void Answer::end(sdk::Status status) {
    out_.done(status);
}

}  // namespace hexameter::simulated
