// An operation of a provider that owns its transport or runs a model in process.
//
// Its `done` comes on any thread, perhaps inside submit; the outcome is handed on at the loop.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "run/operation.hpp"

namespace hexameter::detail {

class AsyncOperation : public Operation, public std::enable_shared_from_this<AsyncOperation> {
  public:
    AsyncOperation(OperationPlan plan, const hxm_provider_async* provider, Done done);

    void start() override;
    void cancel(const Error& why) override;
    void abandon() override;

  private:
    void ended(hxm_status status);  // any thread
    void finish(hxm_status status);

    OperationPlan plan_;
    const hxm_provider_async* provider_;
    Done done_;
    std::shared_ptr<AsyncOperation> kept_;  // from submit until done
    std::thread::id loop_thread_;
    Instant submitted_at_;
    std::atomic<bool> submitting_{false};
    bool ended_inside_ = false;  // done came inside submit; this and the next on the loop's thread
    hxm_status inside_status_ = HXM_OK;
    std::optional<Error> cancelled_;
    std::mutex abandon_mutex_;  // guards abandoned_ and, through it, the loop
    bool abandoned_ = false;
    bool over_ = false;
};

}  // namespace hexameter::detail
