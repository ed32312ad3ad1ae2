#include "run/score_answer.hpp"

#include <iterator>

namespace hexameter::detail {

MetricAnswer ask_metric(const ResolvedMetric& metric, const RunSpec& spec, const Job& job,
                        const std::vector<ScoredPart>& candidates,
                        const std::vector<ScoredPart>& references) {
    return ask_metric(*metric.instance, *metric.table, job.op, operation_seed(spec.seed, job),
                      job.sample->json, candidates, references);
}

void score_answer(const ResolvedRun& run, const Job& job, const FinishResult& finished,
                  IterationRecord& record) {
    for (const auto& metric : run.metrics) {
        auto answer = ask_metric(metric, run.spec, job, finished.candidates, finished.references);
        if (answer.failed) record.failed_metrics.push_back(metric.instance->info().id);
        record.values.append(answer.values);
        std::move(answer.notes.begin(), answer.notes.end(), std::back_inserter(record.notes));
    }
}

}  // namespace hexameter::detail
