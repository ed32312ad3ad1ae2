#include "scoring/metric_call.hpp"

#include <utility>

#include "plugin/status.hpp"
#include "scoring/writer.hpp"

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
    MetricAnswer answer{std::move(writer.values()), writer.notes(), !writer.faults().empty()};
    if (status < 0) {
        answer.values.clear();  // half of what it would have said is no score
        answer.notes.insert(answer.notes.begin(), host.take_error(op, status).text());
        answer.failed = true;
    } else if (answer.values.empty() && answer.notes.empty()) {
        answer.notes.push_back(not_scored(metric.info().id, candidates.empty() ? "no answer"
                                                            : references.empty()
                                                                ? "no reference"
                                                                : "the metric gave no value"));
    }
    host.end(op);
    return answer;
}

}  // namespace hexameter::detail
