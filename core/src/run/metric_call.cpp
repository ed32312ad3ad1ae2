#include "run/metric_call.hpp"

#include <fmt/core.h>

#include <utility>

#include "plugin/status.hpp"
#include "run/writer.hpp"

namespace hexameter::detail {

MetricAnswer ask_metric(const Instance& metric, const hxm_metric& table, hxm_op op,
                        std::uint64_t seed, std::string_view sample_json,
                        const std::vector<ScoredPart>& candidates,
                        const std::vector<ScoredPart>& references) {
    const auto answers = abi_parts(candidates);
    const auto wanted = abi_parts(references);
    Writer writer(metric.info());
    auto& host = metric.host();
    host.begin(op, seed);
    const auto status =
        table.score(metric.self(), op, abi_str(sample_json), answers.data(),
                    static_cast<std::uint32_t>(answers.size()), wanted.data(),
                    static_cast<std::uint32_t>(wanted.size()), sizeof(hxm_part), writer.table());
    MetricAnswer answer;
    if (status < 0) answer.status = host.take_error(op, status);
    host.end(op);
    answer.values = std::move(writer.values());
    answer.faults = writer.notes();
    answer.refused = !writer.faults().empty();
    return answer;
}

MetricAnswer ask_metric(const ResolvedMetric& metric, const RunSpec& spec, const Job& job,
                        const std::vector<ScoredPart>& candidates,
                        const std::vector<ScoredPart>& references) {
    return ask_metric(*metric.instance, *metric.table, job.op, operation_seed(spec.seed, job),
                      job.sample->json, candidates, references);
}

bool score_answer(const ResolvedRun& run, const Job& job, const FinishResult& finished,
                  IterationRecord& record) {
    bool well = true;
    for (const auto& metric : run.metrics) {
        const auto answer =
            ask_metric(metric, run.spec, job, finished.candidates, finished.references);
        well = well && !answer.status.has_error() && !answer.refused;
        if (answer.status.has_error())
            record.notes.push_back(answer.status.error().text());
        else if (answer.values.empty() && answer.faults.empty())
            record.notes.push_back(fmt::format(
                "{}: not scored ({})", metric.instance->info().id,
                finished.references.empty() ? "no reference" : "the metric gave no value"));
        record.values.append(answer.values);
        record.notes.insert(record.notes.end(), answer.faults.begin(), answer.faults.end());
    }
    return well;
}

}  // namespace hexameter::detail
