#include "run/metric_call.hpp"

#include <utility>

#include "plugin/status.hpp"
#include "run/modality_gate.hpp"
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

}  // namespace hexameter::detail
