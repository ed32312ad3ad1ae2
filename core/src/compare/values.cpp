#include "compare/values.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string_view>

#include "stats/summary.hpp"

namespace hexameter::detail {
namespace {

struct Mean {
    double sum = 0;
    double count = 0;

    void add(double value) {
        sum += value;
        ++count;
    }

    [[nodiscard]] double value() const { return sum / count; }
};

// A model's iterations, a column for each metric and label.
class Columns {
  public:
    // `scores`: ids of the metrics that are taken by sample.
    explicit Columns(const std::set<std::string, std::less<>>& scores) : scores_(scores) {}

    void add(const IterationRecord& iteration) {
        for (const auto& value : iteration.values)
            if (std::isfinite(value.value)) column_of(value).open.add(value.value);
        for (auto& column : columns_) {
            if (column.open.count == 0) continue;
            const double mean = column.open.value();
            column.open = {};
            if (column.by_sample)
                column.samples[iteration.sample].add(mean);
            else
                column.means.push_back(mean);
        }
    }

    [[nodiscard]] MetricSamples take() {
        MetricSamples samples;
        for (auto& column : columns_) {
            auto& sample = samples[column.key];
            sample.values = std::move(column.means);
            for (const auto& [id, mean] : column.samples) {
                sample.samples.push_back(id);
                sample.values.push_back(mean.value());
            }
        }
        return samples;
    }

  private:
    struct Column {
        MetricKey key;
        bool by_sample;
        std::vector<double> means{};
        std::map<std::string, Mean> samples{};
        Mean open{};  // of the iteration that is being added
    };

    Column& column_of(const MetricValue& value) {
        const auto fits = [&value](const Column& column) {
            return column.key.first == value.metric && column.key.second == value.label;
        };
        // Iterations give their values in one order: it is the column of the last one, or the next.
        for (const std::size_t at : {last_, last_ + 1})
            if (at < columns_.size() && fits(columns_[at])) return columns_[last_ = at];
        const auto found = std::find_if(columns_.begin(), columns_.end(), fits);
        last_ = static_cast<std::size_t>(found - columns_.begin());
        if (found != columns_.end()) return *found;
        return columns_.emplace_back(Column{{std::string(value.metric), std::string(value.label)},
                                            scores_.find(value.metric) != scores_.end()});
    }

    const std::set<std::string, std::less<>>& scores_;
    std::vector<Column> columns_;
    std::size_t last_ = 0;
};

}  // namespace

std::map<std::string, MetricSamples> metric_samples(const RunRecord& run) {
    std::set<std::string, std::less<>> scores;
    if (several_samples(run.header))
        for (const auto& definition : run.header.metrics)
            if (definition.origin != "host") scores.insert(definition.id);
    std::map<std::string, Columns> columns;
    for (const auto& iteration : run.iterations.with(IterationPart::values))
        if (!iteration.warmup && iteration.status == IterationStatus::ok)
            columns.try_emplace(iteration.model, scores).first->second.add(iteration);
    std::map<std::string, MetricSamples> samples;
    for (auto& [model, of_model] : columns) samples[model] = of_model.take();
    for (const auto& model : run.summary.models)
        for (const auto& metric : model.metrics)
            samples[model.model][{metric.metric, metric.label}].distribution = metric.distribution;
    return samples;
}

ValuePairs pairs_of(const MetricSample& a, const MetricSample& b) {
    ValuePairs pairs;
    auto of_b = b.samples.begin();
    for (std::size_t i = 0; i < a.samples.size(); ++i) {
        of_b = std::lower_bound(of_b, b.samples.end(), a.samples[i]);
        if (of_b == b.samples.end()) break;
        if (*of_b != a.samples[i]) continue;
        pairs.a.push_back(a.values[i]);
        pairs.b.push_back(b.values[static_cast<std::size_t>(of_b - b.samples.begin())]);
    }
    return pairs;
}

}  // namespace hexameter::detail
