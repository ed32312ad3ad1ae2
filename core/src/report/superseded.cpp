#include "report/superseded.hpp"

#include <map>
#include <string>
#include <utility>

namespace hexameter::detail {

std::unordered_set<std::uint64_t> superseded_attempts(const RunRecord& run) {
    std::unordered_set<std::uint64_t> superseded;
    if (run.header.resumed.empty()) return superseded;
    std::map<std::pair<std::string, std::uint32_t>, std::uint64_t> cut;  // the last one of each
    for (const auto& iteration : run.iterations.with(IterationPart::values)) {
        if (iteration.warmup) continue;
        const std::pair key(iteration.model, iteration.iteration);
        if (const auto before = cut.extract(key)) superseded.insert(before.mapped());
        if (iteration.status == IterationStatus::cancelled) cut.emplace(key, iteration.seq);
    }
    return superseded;
}

}  // namespace hexameter::detail
