// 1. Warm-ups, their failures and cancelled iterations are counted and nothing else. Failed ones
//    are in the counts and in the windows, never in a distribution and never in the tokens of a
//    throughput.
// 2. A model's window is from the first send to the last end of its measured iterations, one for
//    each part of a run that was resumed; every time of a run is made of windows, so that warm-ups,
//    which lie between them, count nowhere.
// 3. Every iteration belongs to exactly one ModelSummary, also when the header does not know it.
#include "stats/summary.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "spec/token_prices.hpp"
#include "stats/causes.hpp"
#include "stats/metric_pools.hpp"
#include "stats/windows.hpp"
#include "timeline/definitions.hpp"

namespace hexameter::detail {
namespace {

// The first value without a label.
std::optional<double> value_of(const IterationRecord& record, std::string_view metric) {
    for (const auto& value : record.values)
        if (value.metric == metric && value.label.empty()) return value.value;
    return std::nullopt;
}

// What is known of the last content without the events: `total` counts to it.
std::optional<Instant> end_of(const IterationRecord& record) {
    const auto total = value_of(record, "total");
    if (record.status == IterationStatus::ok && record.timeline.sent && total)
        return *record.timeline.sent + Nanos(static_cast<Nanos::rep>(*total));
    return record.timeline.end;
}

}  // namespace

// One model's iterations on their way to its summary.
struct Summariser::Part {
    explicit Part(const RunHeader& header) : pools(header) {}

    ModelSummary summary;
    std::map<std::uint32_t, Window> windows;  // by part of the run
    MetricPools pools;
    double tokens = 0;
    bool priced = false;  // the model has a price

    void add_cost(const IterationRecord& record) {
        if (!priced || !record.timeline.sent) return;
        if (const auto cost = value_of(record, "cost"))
            summary.cost = summary.cost.value_or(0) + *cost;
        else
            ++summary.unpriced;
    }

    void add(const IterationRecord& record) {
        add_cost(record);
        if (record.warmup) {
            ++summary.warmups;
            if (record.status != IterationStatus::failed) return;
            ++summary.failed_warmups;
            count_cause(summary.warmup_errors, record.error.text(), record.sample);
            return;
        }
        if (is_cold(record.timeline.claim)) ++summary.cold;
        for (const auto& note : record.notes) count_cause(summary.notes, note, record.sample);
        if (record.status != IterationStatus::cancelled)
            windows[record.part].include(record.timeline.sent, end_of(record));
        switch (record.status) {
            case IterationStatus::failed:
                ++summary.failed;
                count_cause(summary.errors, record.error.text(), record.sample);
                break;
            case IterationStatus::cancelled:
                ++summary.cancelled;
                break;
            case IterationStatus::ok:
                ++summary.ok;
                if (!record.failed_metrics.empty()) ++summary.failed_scores;
                tokens += value_of(record, "output_tokens").value_or(0);
                pools.add(record);
                break;
        }
    }

    [[nodiscard]] ModelSummary finish() {
        for (const auto& [part, window] : windows) summary.own_time += window.length();
        if (tokens > 0 && summary.own_time > Nanos{0})
            summary.throughput_tokens_per_s =
                tokens * 1e9 / static_cast<double>(summary.own_time.count());
        summary.metrics = pools.summaries();
        summary.findings = pools.findings(summary.ok);
        return std::move(summary);
    }
};

Summariser::Summariser(const RunHeader& header) : header_(header) {
    const auto prices = Prices::parse(header.spec.prices_json);
    for (const auto& model : header.spec.models)
        part_of(model.label.empty() ? model.model : model.label, model.provider).priced =
            prices.find(model.model) != nullptr;
}

Summariser::~Summariser() = default;

Summariser::Part& Summariser::part_of(const std::string& model, const std::string& provider) {
    const auto found = std::find_if(parts_.begin(), parts_.end(), [&model](const auto& part) {
        return part->summary.model == model;
    });
    if (found != parts_.end()) return **found;
    auto& part = *parts_.emplace_back(std::make_unique<Part>(header_));
    part.summary.model = model;
    part.summary.provider = provider;
    return part;
}

void Summariser::add(const IterationRecord& record) {
    part_of(record.model, "").add(record);
}

RunSummary Summariser::finish() {
    RunSummary summary;
    std::map<std::uint32_t, std::vector<Window>> windows;  // of all models, by part of the run
    for (auto& part : parts_) {
        for (const auto& [number, window] : part->windows) windows[number].push_back(window);
        summary.models.push_back(part->finish());
    }
    Nanos wall{0};
    for (auto& [number, of_part] : windows) wall += covered(std::move(of_part));
    if (header_.spec.order == ModelOrder::parallel)
        summary.parallel = parallel_figures(summary.models, wall);
    return summary;
}

RunSummary summarise_run(const RunHeader& header, const Iterations& iterations) {
    Summariser summariser(header);
    for (const auto& record : iterations.with(IterationPart::head)) summariser.add(record);
    return summariser.finish();
}

}  // namespace hexameter::detail
