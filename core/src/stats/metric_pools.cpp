#include "stats/metric_pools.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <utility>

#include "stats/findings.hpp"
#include "stats/summary.hpp"

namespace hexameter::detail {
namespace {

// Whether its values are looked over for findings.
bool is_looked_over(std::string_view metric) {
    return metric == "ttft" || metric == "tpot" || metric == "total";
}

}  // namespace

void MetricPools::Pool::add(const MetricValue& value, std::uint64_t iteration,
                            const std::string& cluster) {
    values.add(value.value);
    if (last != iteration) ++iterations;
    last = iteration;
    if (means) means->add(cluster, value.value);
    if (ratios) ratios->add(cluster, value.value, value.weight);
}

std::vector<double> MetricPools::Pool::series() const {
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

MetricSummary MetricPools::Pool::summary() const {
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

MetricPools::MetricPools(const RunHeader& header)
    : definitions_(header.metrics),
      by_sample_(several_samples(header)),
      scattered_(by_sample_ && header.spec.iterations > 1) {}

void MetricPools::add(const IterationRecord& record) {
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

std::vector<MetricSummary> MetricPools::summaries() {
    std::stable_sort(pools_.begin(), pools_.end(), [this](const Pool& a, const Pool& b) {
        return place(a.metric) < place(b.metric);
    });
    std::vector<MetricSummary> summaries;
    for (const Pool& pool : pools_)
        if (pool.aggregate != Aggregate::none) summaries.push_back(pool.summary());
    return summaries;
}

std::vector<std::string> MetricPools::findings(std::uint64_t iterations) const {
    std::vector<std::string> sentences;
    for (const Pool& pool : pools_) {
        if (!is_looked_over(pool.metric) || pool.values.size() > iterations) continue;
        for (auto& finding : series_findings(pool.metric, pool.series()))
            sentences.push_back(std::move(finding));
    }
    return sentences;
}

MetricPools::Pool& MetricPools::pool_of(const MetricValue& value) {
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

MetricPools::Pool& MetricPools::make_pool(const MetricValue& value) {
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

std::size_t MetricPools::place(const std::string& metric) const {
    const auto found =
        std::find_if(definitions_.begin(), definitions_.end(),
                     [&metric](const MetricDefinition& d) { return d.id == metric; });
    return static_cast<std::size_t>(found - definitions_.begin());
}

}  // namespace hexameter::detail
