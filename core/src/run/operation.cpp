#include "run/operation.hpp"

#include <fmt/core.h>

#include <utility>

#include "run/async_operation.hpp"
#include "run/codec_operation.hpp"

namespace hexameter::detail {
namespace {

// Every error of an operation passes here, and what a server tells beside its answer: it may quote
// the key anywhere.
Operation::Done without_secrets(const OperationPlan& plan, Operation::Done done) {
    return [host = &plan.provider->host(), recorder = plan.recorder,
            done = std::move(done)](Outcome outcome) {
        const auto& error = outcome.error;
        outcome.error = {error.code(), host->without_secrets(error.message()), error.where()};
        for (auto& attempt : recorder->timeline().attempts)
            attempt.error = host->without_secrets(attempt.error);
        auto& timeline = recorder->timeline();
        for (auto* told : {&timeline.finish_reason, &timeline.usage_raw, &timeline.claim_raw})
            *told = host->without_secrets(*told);
        done(std::move(outcome));
    };
}

}  // namespace

Error total_error(const Limits& limits) {
    return {
        ErrorCode::timeout,
        fmt::format("not done after {} ms (limits.total_ms): the model is slow, or the limit is "
                    "too short for it",
                    limits.total_ms)};
}

std::shared_ptr<Operation> make_operation(OperationPlan plan, Operation::Done done) {
    done = without_secrets(plan, std::move(done));
    const auto interface = plan.interface;
    if (interface.codec != nullptr)
        return std::make_shared<CodecOperation>(std::move(plan), interface.codec, std::move(done));
    return std::make_shared<AsyncOperation>(std::move(plan), interface.async, std::move(done));
}

}  // namespace hexameter::detail
