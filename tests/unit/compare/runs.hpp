// Runs made by hand for comparisons.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "hexameter/record.hpp"
#include "stats/summary.hpp"

namespace hexameter::test {

// One iteration per inner list, with these values of `metric`.
inline void add_iterations(RunRecord& run, const std::string& model, const std::string& metric,
                           const std::vector<std::vector<double>>& iterations) {
    for (const auto& values : iterations) {
        IterationRecord record;
        record.seq = run.iterations.size() + 1;
        record.model = model;
        for (const double value : values) record.values.push_back({metric, "", value, 1});
        run.iterations.push_back(record);
    }
    run.summary = detail::summarise_run(run.header, run.iterations);
}

inline RunRecord run_of(const std::vector<std::string>& models) {
    RunRecord run;
    for (const auto& model : models) {
        ModelSpec spec;
        spec.model = model;
        spec.label = model;
        run.header.spec.models.push_back(spec);
    }
    MetricDefinition time{.id = "ttft", .unit = "ns", .help = {}, .source = {}};
    time.direction = Direction::lower_is_better;
    MetricDefinition rate{.id = "tps", .unit = "tokens/s", .help = {}, .source = {}};
    rate.direction = Direction::higher_is_better;
    MetricDefinition gap{.id = "itl", .unit = "ns", .help = {}, .source = {}};
    gap.direction = Direction::lower_is_better;
    MetricDefinition count{.id = "bytes", .unit = "bytes", .help = {}, .source = {}};
    run.header.metrics = {time, gap, rate, count};
    return run;
}

using Scores = std::vector<std::pair<std::string, std::vector<double>>>;

// A run of model "m" with the metric "score", of a plugin: by sample the scores of its iterations.
// Each took 100 ns to the first token.
inline RunRecord scored_run(const Scores& scores) {
    RunRecord run = run_of({"m"});
    run.header.samples = scores.size();
    run.header.dataset_sha256 = "data";
    MetricDefinition score{.id = "score", .unit = "1", .help = {}, .source = {}};
    score.origin = "judge";
    score.direction = Direction::higher_is_better;
    run.header.metrics.push_back(score);
    for (const auto& [sample, values] : scores) {
        run.header.spec.iterations =
            std::max(run.header.spec.iterations, static_cast<std::uint32_t>(values.size()));
        for (const double value : values) {
            IterationRecord record;
            record.seq = run.iterations.size() + 1;
            record.model = "m";
            record.sample = sample;
            record.values.push_back({"ttft", "", 100, 1});
            record.values.push_back({"score", "", value, 1});
            run.iterations.push_back(record);
        }
    }
    run.summary = detail::summarise_run(run.header, run.iterations);
    return run;
}

}  // namespace hexameter::test
