// A streamed reply: take_streamed begins (at once or with the first token, as the wire does), then
// gives one arrival a call, then the finish; take_fault replaces what comes after plan.fault_at
// tokens. Invariants:
// 1. One call appends what one write sends, all of it with one stamp.
// 2. A refusal (500, 502) is possible only while nothing was sent.
// 3. Without pace, a piece ends at about piece_bytes.
#include "reply.hpp"

#include "text.hpp"

namespace hexameter::simulate {
namespace {

using simulator::Fault;

constexpr std::size_t piece_bytes = 65'536;

simulator::Plan plan_of(const simulator::ModelProfile& model, const ChatRequest& request,
                        std::uint64_t seed, std::uint64_t number) {
    simulator::PlanRequest wanted;
    wanted.prompt = request.prompt;
    wanted.input_bytes = request.input_bytes;
    wanted.max_tokens = request.max_tokens;
    wanted.stop = request.stop;
    wanted.text_seed = request.seed;
    return simulator::make_plan(model, wanted, seed, number);
}

}  // namespace

Reply::Reply(const simulator::ModelProfile& model, const ChatRequest& request, WireKind wire,
             std::uint64_t seed, std::uint64_t number)
    : plan_(plan_of(model, request, seed, number)),
      wire_(wire),
      stream_(request.stream),
      pace_(model.pace),
      start_ns_(monotonic_ns()),
      due_ns_(start_ns_),
      writer_(wire == WireKind::openai ? make_openai_writer(model.name, request, plan_, number)
                                       : make_ollama_writer(model.name, plan_)) {
    if (refuses() || (stream_ && !writer_->begins_at_once())) {
        schedule(first_token_offset_ns());
    } else if (!stream_) {
        schedule(plan_.end_offset_ns());
    }
}

bool Reply::refuses() const {
    return plan_.fault == Fault::http_error || plan_.fault == Fault::html;
}

std::uint64_t Reply::first_token_offset_ns() const {
    return plan_.tokens.empty() ? plan_.finish_offset_ns : plan_.tokens.front().offset_ns;
}

After Reply::take(std::string& out) {
    if (refuses()) {
        return refuse(out);
    }
    return stream_ ? take_streamed(out) : take_whole(out);
}

After Reply::refuse(std::string& out) {
    if (plan_.fault == Fault::html) {
        out += whole_reply(502, "text/html",
                           "<html><head><title>502 Bad Gateway</title></head>"
                           "<body><h1>502 Bad Gateway</h1></body></html>\n",
                           false);
    } else {
        out += whole_reply(
            500, "application/json",
            error_body(wire_, 500, "server_error", "simulated failure before the first token"),
            false);
    }
    return After::whole;
}

After Reply::take_whole(std::string& out) {
    const std::uint64_t now_ns = monotonic_ns();
    if (plan_.fault == Fault::stall) {
        return After::silence;
    }
    if (plan_.fault == Fault::stream_error) {
        out += whole_reply(
            500, "application/json",
            error_body(wire_, 500, "server_error", "simulated failure in mid-answer"), false);
        return After::whole;
    }
    const std::string body = writer_->whole(now_ns - start_ns_, now_ns);
    out += whole_reply(200, "application/json", body, false);
    if (plan_.fault == Fault::cut) {
        out.resize(out.size() - body.size() / 2);
        return After::close;
    }
    return plan_.fault == Fault::close ? After::close : After::whole;
}

After Reply::take_streamed(std::string& out) {
    const std::uint64_t now_ns = monotonic_ns();
    if (!begun_) {
        begun_ = true;
        writer_->begin(out, now_ns);
        if (pace_ && writer_->begins_at_once()) {
            schedule(first_token_offset_ns());
            return After::more;
        }
    }
    const bool faulty = plan_.fault != Fault::none && plan_.fault != Fault::close;
    const std::size_t good = faulty ? plan_.fault_at : plan_.tokens.size();
    if (next_token_ < good) {
        take_arrivals(out, now_ns);
        const bool last = next_token_ >= plan_.tokens.size();
        schedule(last ? plan_.finish_offset_ns : plan_.tokens[next_token_].offset_ns);
        if (pace_ || next_token_ < good) {
            return After::more;
        }
    }
    if (faulty) {
        return take_fault(out, now_ns);
    }
    writer_->finish(out, now_ns - start_ns_, now_ns);
    return plan_.fault == Fault::close ? After::close : After::whole;
}

void Reply::take_arrivals(std::string& out, std::uint64_t now_ns) {
    const bool faulty = plan_.fault_at > 0;
    const std::size_t good = faulty ? plan_.fault_at : plan_.tokens.size();
    const std::uint64_t offset_ns = plan_.tokens[next_token_].offset_ns;
    do {
        const simulator::PlannedToken& token = plan_.tokens[next_token_];
        writer_->token(out, token.channel, plan_.text_of(token), now_ns);
        ++next_token_;
    } while (next_token_ < good && plan_.tokens[next_token_].offset_ns == offset_ns &&
             out.size() < piece_bytes);
}

After Reply::take_fault(std::string& out, std::uint64_t now_ns) {
    switch (plan_.fault) {
        case Fault::stream_error:
            writer_->error_inside(out, now_ns);
            return After::whole;
        case Fault::stall:
            return After::silence;
        default:
            return After::close;
    }
}

}  // namespace hexameter::simulate
