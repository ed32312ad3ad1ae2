// Invariants:
// 1. Nothing is sent, and no provider is called.
// 2. An estimate says of how much it was made; without a price there is none.
#include "run/run_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hexameter/engine.hpp"
#include "plugin/operation_number.hpp"
#include "plugin/status.hpp"
#include "run/modality_gate.hpp"
#include "run/parameters.hpp"
#include "run/prompt_cache.hpp"
#include "run/rehearsal.hpp"
#include "spec/token_prices.hpp"

namespace hexameter {

std::string_view estimate_rule() {
    return "a token per 4 bytes of the prompts' text; at most max_tokens to each answer; no cached "
           "input";
}

namespace detail {
namespace {

constexpr double bytes_per_token = 4;
constexpr double million = 1e6;

// Bytes of text in all messages.
std::uint64_t text_bytes(const hxm_request& request) {
    std::uint64_t bytes = 0;
    for (std::uint32_t m = 0; m < request.message_count; ++m) {
        const auto* message = HXM_AT(hxm_message, request.messages, request.message_stride, m);
        for (std::uint32_t p = 0; p < message->part_count; ++p) {
            const auto* part = HXM_AT(hxm_part, message->parts, message->part_stride, p);
            if (view(part->mime).starts_with("text/")) bytes += part->data.n;
        }
    }
    return bytes;
}

// What the modality makes of the samples.
class Prompts {
  public:
    Prompts(ResolvedRun& run, const std::function<Instant()>& clock)
        : run_(run), gate_(*run.modality, run.modality_table, run.spec.seed) {
        const Instant until = clock() + rehearsal_budget;
        for (const auto& sample : run.samples) {
            if (looked_at_ > 0 && clock() >= until) break;
            with(sample, [this](Job& job) {
                ++looked_at_;
                bytes_ += text_bytes(*job.prepared);
            });
        }
    }

    [[nodiscard]] std::string first(const ModelSpec& model) {
        std::string prompt;
        with(run_.samples.front(), [&](Job& job) {
            if (run_.spec.prompt_cache == PromptCache::bust)
                make_prompt_unique(job, unique_prefix(prompt_key("", model.label), 0));
            prompt = job.prompt;
        });
        return prompt;
    }

    [[nodiscard]] std::uint64_t bytes_of(std::uint64_t requests) const {
        if (looked_at_ == 0) return 0;
        const auto own =
            run_.spec.prompt_cache == PromptCache::bust ? unique_prefix(0, 0).size() : 0;
        const auto mean = static_cast<double>(bytes_) / static_cast<double>(looked_at_) +
                          static_cast<double>(own);
        return static_cast<std::uint64_t>(mean * static_cast<double>(requests));
    }

    [[nodiscard]] std::uint64_t looked_at() const { return looked_at_; }

  private:
    template <class Look>
    void with(const Sample& sample, Look look) {
        Job job;
        job.op = next_operation();
        job.sample = &sample;
        if (gate_.prepare(job)) look(job);
        gate_.release(job);
    }

    ResolvedRun& run_;
    ModalityGate gate_;
    std::uint64_t looked_at_ = 0;
    std::uint64_t bytes_ = 0;
};

CostEstimate estimate(const ModelPlan& plan, const Price& price,
                      const std::string& parameters_json) {
    CostEstimate cost;
    cost.least = static_cast<double>(plan.prompt_bytes) / bytes_per_token * price.input / million;
    if (const auto longest = whole_member(parameters_json, "max_tokens"))
        cost.most = cost.least + static_cast<double>(plan.warmups + plan.measured) *
                                     static_cast<double>(*longest) * price.output / million;
    return cost;
}

std::optional<CostEstimate> sum_of(const std::vector<ModelPlan>& models) {
    CostEstimate sum{0, 0};
    for (const auto& model : models) {
        if (!model.cost) return std::nullopt;
        sum.least += model.cost->least;
        if (!model.cost->most)
            sum.most.reset();
        else if (sum.most)
            *sum.most += *model.cost->most;
    }
    return sum;
}

}  // namespace

RunPlan plan_of(ResolvedRun& run, const Resumption* before, const std::function<Instant()>& clock) {
    RunPlan plan;
    plan.header.engine_version = engine_version();
    plan.header.spec = run.spec;
    plan.header.plugins = run.plugins;
    plan.header.metrics = run.definitions;
    plan.header.samples = run.samples.size();
    Prompts prompts(run, clock);
    plan.samples_looked_at = prompts.looked_at();
    const auto prices = Prices::parse(run.spec.prices_json);
    plan.currency = prices.currency();
    for (std::size_t i = 0; i < run.models.size(); ++i) {
        const auto& model = run.models[i];
        ModelPlan one;
        one.model = model.spec.label;
        one.provider = model.provider->info().id;
        one.address = model.base_url;
        one.measured = run.samples.size() * run.spec.iterations;
        if (before != nullptr)
            one.measured -= static_cast<std::uint64_t>(
                std::count(before->done[i].begin(), before->done[i].end(), true));
        one.warmups = one.measured > 0 ? run.spec.warmup : 0;
        one.first_prompt = prompts.first(model.spec);
        one.prompt_bytes = prompts.bytes_of(one.warmups + one.measured);
        if (const auto* price = prices.find(model.spec.model))
            one.cost = estimate(one, *price, model.parameters_json);
        plan.models.push_back(std::move(one));
    }
    if (prices.any()) plan.cost = sum_of(plan.models);
    return plan;
}

Status check_cost(const RunPlan& plan) {
    const auto& limit = plan.header.spec.max_cost;
    if (!limit || !plan.cost || plan.cost->least <= *limit) return {};
    return Error(ErrorCode::config,
                 fmt::format("the prompts alone would cost about {:.4g} {} ({}), and max_cost is "
                             "{:.4g}: ask less, or allow more",
                             plan.cost->least, plan.currency, estimate_rule(), *limit));
}

}  // namespace detail
}  // namespace hexameter
