// One request to one provider, whichever way the provider works.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "hexameter/abi/hxm_plugin.h"
#include "hexameter/error.hpp"
#include "hexameter/run_spec.hpp"
#include "plugin/instance.hpp"
#include "plugin/interfaces.hpp"
#include "run/recorder.hpp"
#include "transport/loop.hpp"

namespace hexameter::detail {

struct Outcome {
    hxm_status status = HXM_OK;
    Error error;  // when status < 0
};

// All calls on the loop's thread. `done` is called once, perhaps inside start().
class Operation {
  public:
    using Done = std::function<void(Outcome)>;

    virtual ~Operation() = default;
    virtual void start() = 0;

    // Nothing more is to be asked of a server: one that waits to be tried again ends as cancelled,
    // with the error of its last attempt, and none is tried again.
    virtual void drain() = 0;

    // Ends it early; done follows with `why`, unless it is over already.
    virtual void cancel(const Error& why) = 0;

    // When it passes one of its limits unless something comes before, and what it is to be
    // cancelled with then.
    [[nodiscard]] virtual Instant due() const = 0;
    [[nodiscard]] virtual Error overdue() const = 0;

    // The plugin ignored its cancel: `done` will not come. The recorder is the caller's again, with
    // what was measured; the request that it was given must stay for good.
    virtual void abandon() = 0;
};

struct OperationPlan {
    Instance* provider = nullptr;
    ProviderInterface interface;
    Loop* loop = nullptr;
    hxm_op op = 0;
    Recorder* recorder = nullptr;
    hxm_request request{};  // model, parameters and flags filled in; what it points to outlives it
    std::string base_url;   // of the provider's configuration; codec only
    Limits limits;
    const Connection* connection = nullptr;  // codec only; outlives it; null: the default
};

[[nodiscard]] Error total_error(const Limits& limits);

// Of the kind that the plan's interface says.
[[nodiscard]] std::shared_ptr<Operation> make_operation(OperationPlan plan, Operation::Done done);

}  // namespace hexameter::detail
