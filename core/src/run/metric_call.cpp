#include "run/metric_call.hpp"

#include <utility>

#include "plugin/status.hpp"
#include "run/modality_gate.hpp"
#include "run/writer.hpp"

namespace hexameter::detail {

MetricAnswer ask_metric(const ResolvedMetric& metric, const RunSpec& spec, const Job& job,
                        const std::vector<ScoredPart>& candidates,
                        const std::vector<ScoredPart>& references) {
    const auto answers = abi_parts(candidates);
    const auto wanted = abi_parts(references);
    Writer writer(metric.instance->info());
    auto& host = metric.instance->host();
    host.begin(job.op, operation_seed(spec.seed, job));
    const auto status = metric.table->score(
        metric.instance->self(), job.op, abi_str(job.sample->json), answers.data(),
        static_cast<std::uint32_t>(answers.size()), wanted.data(),
        static_cast<std::uint32_t>(wanted.size()), sizeof(hxm_part), writer.table());
    MetricAnswer answer;
    if (status < 0) answer.status = host.take_error(job.op, status);
    host.end(job.op);
    answer.values = std::move(writer.values());
    answer.faults = writer.faults();
    return answer;
}

}  // namespace hexameter::detail
