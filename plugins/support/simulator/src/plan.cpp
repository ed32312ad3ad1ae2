// Invariants
// 1. Offsets never fall; the reasoning tokens come first, and text() is the texts of all tokens in
//    their order without a gap between them.
// 2. A plan holds at least one token, unless a stop sequence stands at the very start.
// 3. Text and times are drawn from generators of their own, so that a fixed text seed leaves the
//    times free.
// 4. 1 <= fault_at <= tokens for the faults inside a stream; 0 for the others.
#include "hexameter/simulator/plan.hpp"

#include <algorithm>
#include <cmath>

#include "filler.hpp"
#include "hexameter/simulator/knowledge.hpp"
#include "hexameter/simulator/random.hpp"

namespace hexameter::simulator {
namespace {

constexpr std::uint64_t text_salt = 1;
constexpr std::uint64_t time_salt = 2;
constexpr std::uint64_t fault_salt = 3;
constexpr double most_tokens = 32'768;

std::uint64_t draw_ns(const Spread& spread_ms, Random& random) {
    const double us = std::round(random.log_normal(spread_ms.median, spread_ms.sigma) * 1e3);
    return static_cast<std::uint64_t>(us) * 1000;
}

void append(Plan& plan, std::string_view text, Channel channel) {
    PlannedToken token;
    token.begin = static_cast<std::uint32_t>(plan.text.size());
    token.length = static_cast<std::uint32_t>(text.size());
    token.channel = channel;
    plan.text += text;
    plan.tokens.push_back(token);
}

void append_filler(Plan& plan, std::size_t up_to, Channel channel, Random& random,
                   bool goes_on = false) {
    Filler filler(random, goes_on);
    while (plan.tokens.size() < up_to) {
        append(plan, filler.next(), channel);
    }
}

// Pieces of at most five bytes, cut before a space, as a tokenizer might.
void append_answer(Plan& plan, std::string_view answer) {
    while (!answer.empty()) {
        const std::size_t space = answer.find(' ', 1);
        const std::size_t length = std::min({space, answer.size(), std::size_t{5}});
        append(plan, answer.substr(0, length), Channel::content);
        answer.remove_prefix(length);
    }
}

// Drops what lies beyond the first `bytes` bytes of text and the first `count` tokens.
void truncate(Plan& plan, std::size_t bytes, std::size_t count) {
    while (!plan.tokens.empty() &&
           (plan.tokens.size() > count || plan.tokens.back().begin >= bytes)) {
        plan.tokens.pop_back();
    }
    std::size_t end = 0;
    if (!plan.tokens.empty()) {
        PlannedToken& last = plan.tokens.back();
        end = std::min<std::size_t>(bytes, last.begin + last.length);
        last.length = static_cast<std::uint32_t>(end - last.begin);
    }
    plan.text.resize(end);
    plan.reasoning_bytes =
        static_cast<std::uint32_t>(std::min<std::size_t>(plan.reasoning_bytes, end));
    plan.reasoning_tokens =
        std::min(plan.reasoning_tokens, static_cast<std::uint32_t>(plan.tokens.size()));
}

void write_text(Plan& plan, const ModelProfile& model, const PlanRequest& request, Random& random) {
    const double drawn =
        std::round(random.log_normal(model.output_tokens.median, model.output_tokens.sigma));
    const auto wanted = static_cast<std::size_t>(std::clamp(drawn, 1.0, most_tokens));
    const auto thoughts =
        static_cast<std::size_t>(static_cast<double>(wanted) * model.reasoning_share);
    const bool right = random.uniform() < model.accuracy;
    const std::size_t limit = request.max_tokens.value_or(static_cast<std::uint32_t>(most_tokens));
    // One more than the limit is enough to know that the limit was met.
    const std::size_t enough = std::min(wanted, limit + 1);
    plan.tokens.reserve(enough);
    plan.text.reserve(enough * 8);

    append_filler(plan, std::min(thoughts, enough), Channel::reasoning, random);
    plan.reasoning_bytes = static_cast<std::uint32_t>(plan.text.size());
    plan.reasoning_tokens = static_cast<std::uint32_t>(plan.tokens.size());
    const std::optional<std::string> answer = answer_to(request.prompt, right, random);
    if (answer) {
        append_answer(plan, *answer);
    }
    if (!answer || model.exact_tokens) {
        append_filler(plan, enough, Channel::content, random, answer.has_value());
    }
    const std::size_t most = model.exact_tokens ? std::min(limit, wanted) : limit;
    if (plan.tokens.size() > most) {
        plan.finish = Finish::length;
        truncate(plan, plan.text.size(), most);
    }
}

void apply_stop(Plan& plan, const std::vector<std::string>& stop) {
    std::size_t first = std::string::npos;
    for (const std::string& sequence : stop) {
        if (!sequence.empty()) {
            first = std::min(first, plan.text.find(sequence, plan.reasoning_bytes));
        }
    }
    if (first != std::string::npos) {
        plan.finish = Finish::stop;
        truncate(plan, first, plan.tokens.size());
    }
}

// A reply that ends by itself needs one more step to find that out; one that ends by its limit
// does not.
void write_times(Plan& plan, const ModelProfile& model, Random& random) {
    if (!model.pace) {
        return;
    }
    std::uint64_t due_ns = draw_ns(model.ttft_ms, random);
    for (std::size_t i = 0; i < plan.tokens.size(); ++i) {
        if (i > 0 && i % model.arrival_tokens == 0) {
            due_ns += draw_ns(model.itl_ms, random);
        }
        plan.tokens[i].offset_ns = due_ns;
    }
    plan.finish_offset_ns =
        due_ns + (plan.finish == Finish::stop ? draw_ns(model.itl_ms, random) : 0);
}

void choose_fault(Plan& plan, const ModelProfile& model, Random& random) {
    const double chance = random.uniform();
    const std::uint32_t kind = random.below(3);
    const auto count = static_cast<std::uint32_t>(plan.tokens.size());
    const std::uint32_t at = count == 0 ? 0 : 1 + random.below(count);
    constexpr Fault errors[] = {Fault::http_error, Fault::stream_error, Fault::cut};

    if (model.fault != Fault::none) {
        plan.fault = model.fault;
    } else if (chance < model.error_rate) {
        plan.fault = errors[kind];
    } else if (chance < model.error_rate + model.stall_rate) {
        plan.fault = Fault::stall;
    }
    const bool inside =
        plan.fault == Fault::stream_error || plan.fault == Fault::cut || plan.fault == Fault::stall;
    plan.fault_at = inside ? at : 0;
}

}  // namespace

std::string_view to_string(Finish finish) {
    return finish == Finish::stop ? "stop" : "length";
}

std::uint64_t Plan::end_offset_ns() const {
    if (fault == Fault::none || fault == Fault::close || tokens.empty()) {
        return finish_offset_ns;
    }
    return fault_at < tokens.size() ? tokens[fault_at].offset_ns : finish_offset_ns;
}

Plan make_plan(const ModelProfile& model, const PlanRequest& request, std::uint64_t seed,
               std::uint64_t index) {
    const std::uint64_t own = mix_seed(mix_seed(seed, index), model.name);
    const std::uint64_t text =
        request.text_seed ? mix_seed(*request.text_seed, model.name) : mix_seed(own, text_salt);
    Random text_random(mix_seed(text, request.prompt));
    Random time_random(mix_seed(own, time_salt));
    Random fault_random(mix_seed(own, fault_salt));

    Plan plan;
    plan.input_tokens = static_cast<std::uint32_t>((request.input_bytes + 3) / 4);
    write_text(plan, model, request, text_random);
    apply_stop(plan, request.stop);
    write_times(plan, model, time_random);
    choose_fault(plan, model, fault_random);
    return plan;
}

}  // namespace hexameter::simulator
