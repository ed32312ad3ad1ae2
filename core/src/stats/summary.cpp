// 1. Warm-ups, their failures and cancelled iterations are counted and nothing else. Failed ones
// are
//    in the counts and in the windows, never in a distribution and never in the tokens of a
//    throughput.
// 2. A model's window is from the first send to the last end of its measured iterations, one for
//    each part of a run that was resumed; every time of a run is made of windows, so that warm-ups,
//    which lie between them, count nowhere.
// 3. Every iteration belongs to exactly one ModelSummary, also when the header does not know it.
#include "stats/summary.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "spec/token_prices.hpp"
#include "stats/causes.hpp"
#include "stats/clusters.hpp"
#include "stats/findings.hpp"
#include "stats/value_pool.hpp"
#include "timeline/definitions.hpp"

namespace hexameter::detail {
namespace {

// First send to last end.
struct Window {
    std::optional<Instant> begin;
    std::optional<Instant> end;

    void include(const std::optional<Instant>& from, const std::optional<Instant>& to) {
        if (from) begin = std::min(begin.value_or(*from), *from);
        if (to) end = std::max(end.value_or(*to), *to);
    }

    [[nodiscard]] Nanos length() const {
        return begin && end ? std::max(Nanos{0}, *end - *begin) : Nanos{0};
    }
};

// The time in which at least one of the windows is open.
Nanos covered(std::vector<Window> windows) {
    std::erase_if(windows, [](const Window& window) { return window.length() == Nanos{0}; });
    std::sort(windows.begin(), windows.end(),
              [](const Window& a, const Window& b) { return a.begin < b.begin; });
    Nanos sum{0};
    Instant until = Instant::min();
    for (const auto& window : windows) {
        if (*window.end <= until) continue;
        sum += *window.end - std::max(*window.begin, until);
        until = *window.end;
    }
    return sum;
}

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

// All values of one metric and label.
struct Pool {
    std::string metric;
    std::string label;
    Aggregate aggregate = Aggregate::mean;
    ValuePool values;
    std::optional<Clusters> means;   // of a score, by sample
    std::optional<Clusters> ratios;  // of Aggregate::ratio, by sample
    std::uint64_t iterations = 0;    // that have a value
    std::uint64_t last = 0;          // of these
    std::vector<Instant> sent;       // of the first values, where the metric is looked over

    void add(const MetricValue& value, std::uint64_t iteration, const std::string& cluster) {
        values.add(value.value);
        if (last != iteration) ++iterations;
        last = iteration;
        if (means) means->add(cluster, value.value);
        if (ratios) ratios->add(cluster, value.value, value.weight);
    }

    // In the order of sending: by completion, requests in flight together are sorted by length.
    [[nodiscard]] std::vector<double> series() const {
        const auto values_by_end = values.first();
        std::vector<std::size_t> order(std::min(values_by_end.size(), sent.size()));
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [this](std::size_t a, std::size_t b) { return sent[a] < sent[b]; });
        std::vector<double> series;
        series.reserve(order.size());
        for (const std::size_t at : order) series.push_back(values_by_end[at]);
        return series;
    }

    [[nodiscard]] MetricSummary summary() const {
        // Values of one answer are not independent of each other, nor are scores of one sample.
        MetricSummary summary{metric, label, values.distribution(values.size() == iterations),
                              std::nullopt};
        if (means) summary.distribution.mean_interval = means->interval();
        if (ratios && ratios->weight() > 0) {
            summary.ratio = ratios->mean();
            summary.ratio_interval = ratios->interval();
        }
        // A mean of what is never below 0, as times are, is not below it either.
        if (summary.distribution.min >= 0)
            for (auto* interval : {&summary.distribution.mean_interval, &summary.ratio_interval})
                if (*interval) (*interval)->low = std::max(0.0, (*interval)->low);
        return summary;
    }
};

// Whether its values are looked over for findings.
bool is_looked_over(std::string_view metric) {
    return metric == "ttft" || metric == "tpot" || metric == "total";
}

// Pools in the order of the definitions; what no definition names comes last.
class Pools {
  public:
    explicit Pools(const RunHeader& header)
        : definitions_(header.metrics),
          by_sample_(several_samples(header)),
          scattered_(by_sample_ && header.spec.iterations > 1) {}

    void add(const IterationRecord& record) {
        ++iteration_;
        // Of one sample nothing tells how others would fare: its iterations are what varies.
        const std::string& cluster = by_sample_ ? record.sample : std::to_string(iteration_);
        for (const auto& value : record.values) {
            if (!std::isfinite(value.value) || !std::isfinite(value.weight)) continue;
            Pool& pool = pool_of(value);
            pool.add(value, iteration_, cluster);
            if (is_looked_over(pool.metric) && pool.sent.size() < ValuePool::kept_singly)
                pool.sent.push_back(record.timeline.sent.value_or(Instant{}));
        }
    }

    [[nodiscard]] std::vector<MetricSummary> summaries() {
        std::stable_sort(pools_.begin(), pools_.end(), [this](const Pool& a, const Pool& b) {
            return place(a.metric) < place(b.metric);
        });
        std::vector<MetricSummary> summaries;
        for (const Pool& pool : pools_)
            if (pool.aggregate != Aggregate::none) summaries.push_back(pool.summary());
        return summaries;
    }

    // Of the metrics that tell how fast a model was, each with a value for so many iterations.
    [[nodiscard]] std::vector<std::string> findings(std::uint64_t iterations) const {
        std::vector<std::string> sentences;
        for (const Pool& pool : pools_) {
            if (!is_looked_over(pool.metric) || pool.values.size() > iterations) continue;
            for (auto& finding : series_findings(pool.metric, pool.series()))
                sentences.push_back(std::move(finding));
        }
        return sentences;
    }

  private:
    Pool& pool_of(const MetricValue& value) {
        const auto fits = [&value](const Pool& pool) {
            return pool.metric == value.metric && pool.label == value.label;
        };
        // Iterations give their values in one order: it is the pool of the last one, or the next.
        for (const std::size_t at : {last_, last_ + 1})
            if (at < pools_.size() && fits(pools_[at])) return pools_[last_ = at];
        const auto found = std::find_if(pools_.begin(), pools_.end(), fits);
        last_ = static_cast<std::size_t>(found - pools_.begin());
        if (found != pools_.end()) return *found;
        return make_pool(value);
    }

    Pool& make_pool(const MetricValue& value) {
        Pool& pool = pools_.emplace_back();
        pool.metric = value.metric;
        pool.label = value.label;
        const std::size_t at = place(pool.metric);
        if (at == definitions_.size()) return pool;
        pool.aggregate = definitions_[at].aggregate;
        if (definitions_[at].origin != "host") pool.means.emplace(scattered_);
        if (pool.aggregate == Aggregate::ratio) pool.ratios.emplace(scattered_);
        return pool;
    }

    [[nodiscard]] std::size_t place(const std::string& metric) const {
        const auto found =
            std::find_if(definitions_.begin(), definitions_.end(),
                         [&metric](const MetricDefinition& d) { return d.id == metric; });
        return static_cast<std::size_t>(found - definitions_.begin());
    }

    const std::vector<MetricDefinition>& definitions_;
    bool by_sample_;  // scores of one sample are not independent
    bool scattered_;  // and may come apart
    std::vector<Pool> pools_;
    std::size_t last_ = 0;         // the one that took a value last
    std::uint64_t iteration_ = 0;  // the one that is being added, from 1
};

}  // namespace

// One model's iterations on their way to its summary.
struct Summariser::Part {
    explicit Part(const RunHeader& header) : pools(header) {}

    ModelSummary summary;
    std::map<std::uint32_t, Window> windows;  // by part of the run
    Pools pools;
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

namespace {

std::optional<ParallelFigures> parallel_figures(const std::vector<ModelSummary>& models,
                                                Nanos wall) {
    if (models.size() < 2 || wall == Nanos{0}) return std::nullopt;
    Nanos sum{0};
    Nanos longest{0};
    for (const auto& model : models) {
        sum += model.own_time;
        longest = std::max(longest, model.own_time);
    }
    ParallelFigures figures;
    figures.wall = wall;
    figures.speed_up = static_cast<double>(sum.count()) / static_cast<double>(wall.count());
    figures.efficiency = figures.speed_up / static_cast<double>(models.size());
    figures.overhead = wall - longest;
    return figures;
}

}  // namespace

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
