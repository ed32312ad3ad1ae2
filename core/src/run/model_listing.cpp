#include "run/model_listing.hpp"

#include <future>
#include <memory>

#include "run/operation.hpp"
#include "run/parameters.hpp"
#include "transport/loop.hpp"

namespace hexameter::detail {

Result<std::vector<ListedModel>> list_models(ResolvedModel& provider) {
    constexpr hxm_op op = 1;
    Recorder recorder;
    std::promise<Outcome> over;
    Loop loop;
    OperationPlan plan;
    plan.provider = provider.provider.get();
    plan.loop = &loop;
    plan.op = op;
    plan.recorder = &recorder;
    plan.base_url = provider.base_url;
    plan.limits = {3'000, 10'000, 15'000};
    plan.request.struct_size = sizeof(plan.request);
    plan.request.kind = HXM_KIND_LIST_MODELS;
    provider.provider->host().begin(op, 0);
    const auto operation = make_operation(
        std::move(plan), [&over](Outcome outcome) { over.set_value(std::move(outcome)); });
    if (!operation)
        return Error(ErrorCode::plugin, "it offers neither codec nor async interface",
                     "plugin " + provider.provider->info().id);
    loop.post([&operation] { operation->start(); });
    auto outcome = over.get_future().get();
    provider.provider->host().end(op);
    if (outcome.status < 0) return outcome.error.at("provider " + provider.provider->info().id);
    std::vector<ListedModel> models;
    for (const auto& record : recorder.records())
        models.push_back({string_member(record, "id"), record});
    return models;
}

}  // namespace hexameter::detail
