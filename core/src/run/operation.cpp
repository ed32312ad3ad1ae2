#include "run/operation.hpp"

#include <utility>

#include "run/async_operation.hpp"
#include "run/codec_operation.hpp"

namespace hexameter::detail {

std::shared_ptr<Operation> make_operation(OperationPlan plan, Operation::Done done) {
    const auto& provider = *plan.provider;
    if (const auto* codec = provider.interface<hxm_provider_codec>(HXM_IF_CODEC))
        return std::make_shared<CodecOperation>(std::move(plan), codec, std::move(done));
    if (const auto* async = provider.interface<hxm_provider_async>(HXM_IF_ASYNC))
        return std::make_shared<AsyncOperation>(std::move(plan), async, std::move(done));
    return nullptr;
}

}  // namespace hexameter::detail
