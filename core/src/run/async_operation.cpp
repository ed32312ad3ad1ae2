#include "run/async_operation.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "base/clock.hpp"
#include "plugin/status.hpp"
#include "run/for_good.hpp"

namespace hexameter::detail {

AsyncOperation::AsyncOperation(OperationPlan plan, const hxm_provider_async* provider, Done done)
    : plan_(std::move(plan)), provider_(provider), done_(std::move(done)) {}

void AsyncOperation::start() {
    plan_.request.remaining_ns = plan_.limits.total_ms * 1'000'000;
    gate_ =
        &SinkGate::open(plan_.op, *plan_.recorder, [this](hxm_status status) { ended(status); });
    kept_ = shared_from_this();
    loop_thread_ = std::this_thread::get_id();
    submitted_at_ = now();
    submitting_ = true;
    const auto status =
        provider_->submit(plan_.provider->self(), plan_.op, &plan_.request, gate_->sink());
    submitting_ = false;
    // The provider may be at work on the timeline already.
    if (status < 0) return finish(status);
    if (ended_inside_) finish(inside_status_);
}

void AsyncOperation::ended(hxm_status status) {
    if (submitting_ && std::this_thread::get_id() == loop_thread_) {
        inside_status_ = status;
        ended_inside_ = true;
        return;
    }
    plan_.loop->post([self = shared_from_this(), status] { self->finish(status); });
}

void AsyncOperation::cancel(const Error& why) {
    if (over_ || cancelled_) return;
    cancelled_ = why;
    gate_->stop();
    cut_at_ = now();
    plan_.provider->host().mark_cancelled(plan_.op);
    if (!plan_.provider->quarantined()) provider_->cancel(plan_.provider->self(), plan_.op);
}

Instant AsyncOperation::due() const {
    const auto total = submitted_at_ + std::chrono::milliseconds(plan_.limits.total_ms);
    if (plan_.limits.stall_ms == 0) return total;
    return std::min(total, std::max(submitted_at_, gate_->heard_at()) +
                               std::chrono::milliseconds(plan_.limits.stall_ms));
}

Error AsyncOperation::overdue() const {
    const auto total = submitted_at_ + std::chrono::milliseconds(plan_.limits.total_ms);
    const auto where = "plugin " + plan_.provider->info().id;
    if (due() == total) return total_error(plan_.limits).at(where);
    return {ErrorCode::timeout,
            fmt::format("nothing came for {} ms (limits.stall_ms): the model stalled, or the limit "
                        "is too short for it",
                        plan_.limits.stall_ms),
            where};
}

void AsyncOperation::abandon() {
    if (over_) return;
    over_ = true;
    gate_->close();
    end_timeline(*cancelled_);
    // The plugin may go on reading the request.
    keep_for_good(std::move(kept_));
}

void AsyncOperation::finish(hxm_status status) {
    if (over_) return;
    over_ = true;
    gate_->close();
    const auto keep = std::move(kept_);
    Error error;
    const auto& breach = plan_.recorder->breach();
    // What ended before its cancel was not cut by it.
    const bool cut = cancelled_ && !plan_.recorder->timeline().end;
    if (status > 0) status = HXM_E_INTERNAL;
    if (cut) {
        if (status >= 0) status = HXM_E_CANCELLED;
        error = *cancelled_;
    } else if (status < 0) {
        error = plan_.provider->host().take_error(plan_.op, status);
    } else if (!breach.empty()) {  // what it gave is not all in the timeline
        status = HXM_E_INTERNAL;
        error = {ErrorCode::plugin, "it gave " + breach, "plugin " + plan_.provider->info().id};
    }
    end_timeline(error);
    done_({status, std::move(error)});
}

void AsyncOperation::end_timeline(const Error& error) {
    auto& timeline = plan_.recorder->timeline();
    if (!timeline.sent) timeline.sent = submitted_at_;
    if (!timeline.end) timeline.end = cancelled_ ? cut_at_ : now();
    if (timeline.attempts.empty()) timeline.attempts.emplace_back().sent = timeline.sent;
    if (error.code() != ErrorCode::none) timeline.attempts.back().error = error.text();
}

}  // namespace hexameter::detail
