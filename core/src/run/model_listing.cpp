#include "run/model_listing.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <utility>

#include "plugin/operation_number.hpp"
#include "run/operation.hpp"
#include "run/parameters.hpp"
#include "transport/loop.hpp"

namespace hexameter::detail {
namespace {

constexpr Limits limits{3'000, 10'000, 15'000};
constexpr auto cancel_grace = std::chrono::seconds(2);

// Waits for the outcome; cancels what takes too long. Nothing when even that is ignored.
std::optional<Outcome> wait_for(std::future<Outcome>& over, Loop& loop, Operation& operation) {
    const auto whole = std::chrono::milliseconds(limits.total_ms) + std::chrono::seconds(1);
    if (over.wait_for(whole) == std::future_status::ready) return over.get();
    loop.post([&operation] {
        operation.cancel({ErrorCode::timeout, "it did not list its models within 15 s"});
    });
    if (over.wait_for(cancel_grace) == std::future_status::ready) return over.get();
    return std::nullopt;
}

}  // namespace

Result<std::vector<ListedModel>> list_models(ResolvedModel& provider) {
    const hxm_op op = next_operation();
    const auto where = "provider " + provider.provider->info().id;
    auto recorder = std::make_unique<Recorder>();
    const auto told = std::make_shared<std::promise<Outcome>>();
    auto over = told->get_future();
    Loop loop;
    OperationPlan plan;
    plan.provider = provider.provider.get();
    plan.interface = provider.interface;
    plan.loop = &loop;
    plan.op = op;
    plan.recorder = recorder.get();
    plan.base_url = provider.base_url;
    plan.limits = limits;
    plan.connection = &provider.spec.connection;
    plan.request.struct_size = sizeof(plan.request);
    plan.request.kind = HXM_KIND_LIST_MODELS;
    provider.provider->host().begin(op, 0);
    const auto operation = make_operation(
        std::move(plan), [told](Outcome outcome) { told->set_value(std::move(outcome)); });
    loop.post([&operation] { operation->start(); });
    const auto outcome = wait_for(over, loop, *operation);
    if (!outcome) {
        provider.provider->quarantine();
        std::promise<void> abandoned;
        loop.post([&] {
            operation->abandon();
            abandoned.set_value();
        });
        abandoned.get_future().wait();
        return Error(ErrorCode::timeout, "it did not list its models, and ignored the cancel",
                     where);
    }
    provider.provider->host().end(op);
    if (outcome->status < 0) return outcome->error.at(where);
    std::vector<ListedModel> models;
    for (const auto& record : recorder->records()) {
        auto shown = provider.provider->host().without_secrets(record);
        models.push_back({string_member(shown, "id"), std::move(shown)});
    }
    return models;
}

}  // namespace hexameter::detail
