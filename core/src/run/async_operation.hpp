// An operation of a provider that owns its transport or runs a model in process.
//
// Its `done` comes on any thread, perhaps inside submit; the outcome is handed on at the loop. At a
// cancel nothing more is recorded and the row ends; the slot is the provider's until its `done`.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <thread>

#include "run/operation.hpp"
#include "run/sink_gate.hpp"

namespace hexameter::detail {

class AsyncOperation : public Operation, public std::enable_shared_from_this<AsyncOperation> {
  public:
    AsyncOperation(OperationPlan plan, const hxm_provider_async* provider, Done done);

    void start() override;

    void drain() override {}  // how its provider asks is the provider's own

    void cancel(const Error& why) override;
    [[nodiscard]] Instant due() const override;
    [[nodiscard]] Error overdue() const override;
    void abandon() override;

  private:
    void ended(hxm_status status);  // any thread
    void finish(hxm_status status);
    void end_timeline(const Error& error);

    OperationPlan plan_;
    const hxm_provider_async* provider_;
    Done done_;
    std::shared_ptr<AsyncOperation> kept_;  // from submit until done
    SinkGate* gate_ = nullptr;              // open from submit until done
    std::thread::id loop_thread_;
    Instant submitted_at_;
    Instant cut_at_;  // when cancelled_ was set
    std::atomic<bool> submitting_{false};
    bool ended_inside_ = false;  // done came inside submit; this and the next on the loop's thread
    hxm_status inside_status_ = HXM_OK;
    std::optional<Error> cancelled_;
    bool over_ = false;
};

}  // namespace hexameter::detail
