#include "compare/pairs.hpp"

#include <algorithm>
#include <cmath>

namespace hexameter::detail {
namespace {

std::vector<std::string> labels(const RunRecord& run) {
    std::vector<std::string> result;
    const auto add = [&result](const std::string& label) {
        if (std::find(result.begin(), result.end(), label) == result.end()) result.push_back(label);
    };
    for (const auto& model : run.header.spec.models)
        add(model.label.empty() ? model.model : model.label);
    for (const auto& model : run.summary.models) add(model.model);
    return result;
}

// The means of a model's iterations, a column for each metric and label.
class Columns {
  public:
    void add(const MetricValues& values) {
        for (const auto& value : values) {
            if (!std::isfinite(value.value)) continue;
            auto& column = column_of(value);
            column.sum += value.value;
            ++column.count;
        }
        for (auto& column : columns_) {
            if (column.count > 0) column.means.push_back(column.sum / column.count);
            column.sum = column.count = 0;
        }
    }

    [[nodiscard]] MetricSamples take() {
        MetricSamples samples;
        for (auto& column : columns_) samples[column.key].per_iteration = std::move(column.means);
        return samples;
    }

  private:
    struct Column {
        MetricKey key;
        std::vector<double> means;
        double sum = 0;  // of the iteration that is being added, as the count
        double count = 0;
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
        return columns_.emplace_back(
            Column{{std::string(value.metric), std::string(value.label)}, {}, 0, 0});
    }

    std::vector<Column> columns_;
    std::size_t last_ = 0;
};

}  // namespace

std::vector<ModelPair> pair_models(const RunRecord& a, const RunRecord& b) {
    const auto of_a = labels(a);
    const auto of_b = labels(b);
    if (of_a.size() == 1 && of_b.size() == 1 && of_a.front() != of_b.front())
        return {{of_a.front() + " vs " + of_b.front(), of_a.front(), of_b.front()}};
    std::vector<ModelPair> pairs;
    for (const auto& label : of_a)
        if (std::find(of_b.begin(), of_b.end(), label) != of_b.end())
            pairs.push_back({label, label, label});
    return pairs;
}

std::vector<std::string> unpaired_models(const RunRecord& run, const RunRecord& other) {
    std::vector<std::string> rest = labels(run);
    for (const auto& pair : pair_models(run, other)) std::erase(rest, pair.a);
    return rest;
}

std::map<std::string, MetricSamples> metric_samples(const RunRecord& run) {
    std::map<std::string, Columns> columns;
    for (const auto& iteration : run.iterations.with(IterationPart::values))
        if (!iteration.warmup && iteration.status == IterationStatus::ok)
            columns[iteration.model].add(iteration.values);
    std::map<std::string, MetricSamples> samples;
    for (auto& [model, of_model] : columns) samples[model] = of_model.take();
    for (const auto& model : run.summary.models)
        for (const auto& metric : model.metrics)
            samples[model.model][{metric.metric, metric.label}].distribution = metric.distribution;
    return samples;
}

}  // namespace hexameter::detail
