#include "run/operation.hpp"

#include <fmt/core.h>

#include <utility>

#include "run/async_operation.hpp"
#include "run/codec_operation.hpp"

namespace hexameter::detail {

Error total_error(const Limits& limits) {
    return {
        ErrorCode::timeout,
        fmt::format("not done after {} ms (limits.total_ms): the model is slow, or the limit is "
                    "too short for it",
                    limits.total_ms)};
}

std::shared_ptr<Operation> make_operation(OperationPlan plan, Operation::Done done) {
    const auto interface = plan.interface;
    if (interface.codec != nullptr)
        return std::make_shared<CodecOperation>(std::move(plan), interface.codec, std::move(done));
    return std::make_shared<AsyncOperation>(std::move(plan), interface.async, std::move(done));
}

}  // namespace hexameter::detail
