#include "run/resumption.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "run/samples_hash.hpp"

namespace hexameter::detail {
namespace {

constexpr const char* instead = "`hexameter repeat` runs the same spec as a new run";

Error changed(const std::string& what) {
    return {ErrorCode::config,
            fmt::format("{} since the run began, so that it cannot go on as the same run; {}", what,
                        instead)};
}

Status check_plugins(const RunHeader& header, const ResolvedRun& run) {
    for (const auto& plugin : run.plugins) {
        const auto same = [&plugin](const PluginIdentity& before) {
            return before.id == plugin.id && before.kind == plugin.kind &&
                   before.sha256 == plugin.sha256;
        };
        if (std::none_of(header.plugins.begin(), header.plugins.end(), same))
            return changed(fmt::format("the {} plugin {} has changed", plugin.kind, plugin.id));
    }
    return {};
}

std::uint64_t left_to_do(const std::vector<std::vector<bool>>& done) {
    std::uint64_t left = 0;
    for (const auto& of_model : done)
        left += static_cast<std::uint64_t>(std::count(of_model.begin(), of_model.end(), false));
    return left;
}

// What was spent counts, and no part of a run sends on behind its bound.
Status check_cost_so_far(const RunRecord& kept, const std::optional<double>& most) {
    double cost = 0;
    for (const auto& model : kept.summary.models) cost += model.cost.value_or(0);
    if (!most || cost <= *most) return {};
    return Error(ErrorCode::config,
                 fmt::format("it cost {:.4g} so far, and max_cost is {:.4g}: nothing more is sent; "
                             "`hexameter run --resume {} --max-cost NUMBER` allows more",
                             cost, *most, kept.header.id));
}

}  // namespace

Result<Resumption> resumption_of(const RunRecord& kept, const ResolvedRun& run) {
    const auto& header = kept.header;
    if (header.dataset_sha256 != samples_sha256(run.samples))
        return changed("the samples of the data set have changed");
    if (auto same = check_plugins(header, run); !same) return same.error();
    if (auto within = check_cost_so_far(kept, run.spec.max_cost); !within) return within.error();
    Resumption resumption{header, kept.iterations, 0, {}};
    const auto each = std::size_t{run.spec.iterations} * run.samples.size();
    resumption.done.assign(run.models.size(), std::vector<bool>(each));
    for (const auto& iteration : kept.iterations.with(IterationPart::values)) {
        resumption.last_seq = std::max(resumption.last_seq, iteration.seq);
        if (iteration.warmup || iteration.status == IterationStatus::cancelled) continue;
        for (std::size_t i = 0; i < run.models.size(); ++i)
            if (run.models[i].spec.label == iteration.model && iteration.iteration > 0 &&
                iteration.iteration <= each)
                resumption.done[i][iteration.iteration - 1] = true;
    }
    if (left_to_do(resumption.done) == 0)
        return Error(
            ErrorCode::config,
            fmt::format("all of its iterations are there: nothing is left to do; {}", instead));
    return resumption;
}

}  // namespace hexameter::detail
