#include "report/remark_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/metric_rows.hpp"
#include "report/printable.hpp"
#include "report/units.hpp"

namespace hexameter::detail {
namespace {

std::string cost_words(const RunRecord& run) {
    const auto* const card = find_definition(run.header.metrics, "cost");
    if (card == nullptr) return {};
    double sum = 0;
    std::uint64_t unpriced = 0;
    std::string by_model;
    for (const auto& model : run.summary.models) {
        unpriced += model.unpriced;
        if (!model.cost) continue;
        sum += *model.cost;
        by_model += fmt::format("{}{} {}", by_model.empty() ? "" : ", ", model.model,
                                money_text(*model.cost, card->unit));
    }
    auto words = by_model.empty() ? std::string("Cost: not known")
                                  : "Cost: " + money_text(sum, card->unit) + ", warm-ups included";
    if (run.summary.models.size() > 1 && !by_model.empty()) words += " (" + by_model + ")";
    if (unpriced > 0)
        words += fmt::format("; without {} request{} of which the server told no tokens", unpriced,
                             unpriced == 1 ? "" : "s");
    return words;
}

std::string cold_words(const RunRecord& run) {
    std::string models;
    for (const auto& model : run.summary.models)
        if (model.cold > 0)
            models +=
                fmt::format("{}{} of {} measured iterations of {}", models.empty() ? "" : ", ",
                            model.cold, model.ok + model.failed + model.cancelled, model.model);
    if (models.empty()) return {};
    return "Cold: the server loaded the model for " + models +
           (run.header.spec.warmup == 0 ? "; a warm-up would take that out of the figures" : "");
}

// A load that nobody told of is in the first iteration all the same.
std::string first_words(const RunRecord& run) {
    const auto& models = run.summary.models;
    const bool told = std::any_of(models.begin(), models.end(),
                                  [](const ModelSummary& model) { return model.cold > 0; });
    if (run.header.spec.warmup > 0 || told || run.header.spec.models.empty()) return {};
    return "No warm-up: the first iteration of each model is probably cold (connection, perhaps "
           "loading the model)";
}

std::string cache_words(const RunRecord& run) {
    const auto& spec = run.header.spec;
    if (spec.prompt_cache == PromptCache::bust) return {};
    const bool cached = std::any_of(
        run.summary.models.begin(), run.summary.models.end(), [](const ModelSummary& model) {
            return std::any_of(model.metrics.begin(), model.metrics.end(), [](const auto& metric) {
                return metric.metric == "cached_tokens" && metric.distribution.max > 0;
            });
        });
    if (cached)
        return "Prompt cache: a server answered from one (cached_tokens); --prompt-cache bust "
               "measures without";
    const auto samples = run.header.samples;
    const bool repeat = std::any_of(
        run.summary.models.begin(), run.summary.models.end(), [samples](const ModelSummary& model) {
            return samples > 0 &&
                   model.ok + model.failed + model.cancelled + model.warmups > samples;
        });
    if (!repeat) return {};
    return "Prompt cache: prompts were sent more than once, which a server may answer from its "
           "cache; --prompt-cache bust measures without";
}

}  // namespace

std::string money_text(double amount, const std::string& currency) {
    return fmt::format("{} {}", number_text(amount, row_unit(currency, amount)), currency);
}

std::vector<std::string> remark_words(const RunRecord& run) {
    std::vector<std::string> remarks;
    if (!run.summary.stopped_for.empty()) remarks.push_back("Stopped: " + run.summary.stopped_for);
    for (auto words : {cost_words(run), cold_words(run), first_words(run), cache_words(run)})
        if (!words.empty()) remarks.push_back(std::move(words));
    for (auto& words : remarks) words = printable(words);
    return remarks;
}

}  // namespace hexameter::detail
