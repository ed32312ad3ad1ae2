#include "run/async_operation.hpp"

#include <thread>
#include <utility>

#include "base/clock.hpp"
#include "plugin/status.hpp"

namespace hexameter::detail {

AsyncOperation::AsyncOperation(OperationPlan plan, const hxm_provider_async* provider, Done done)
    : plan_(std::move(plan)), provider_(provider), done_(std::move(done)) {}

void AsyncOperation::start() {
    plan_.recorder->on_done([this](hxm_status status) { ended(status); });
    plan_.request.remaining_ns = plan_.limits.total_ms * 1'000'000;
    auto& timeline = plan_.recorder->timeline();
    kept_ = shared_from_this();
    loop_thread_ = std::this_thread::get_id();
    const Instant begin = now();
    submitting_ = true;
    const auto status =
        provider_->submit(plan_.provider->self(), plan_.op, &plan_.request, plan_.recorder->sink());
    submitting_ = false;
    // The provider may be at work on the timeline already; only what it never touches is written.
    if (status < 0) {
        timeline.sent = begin;
        return finish(status);
    }
    submitted_at_ = begin;
    if (ended_inside_) finish(inside_status_);
}

void AsyncOperation::ended(hxm_status status) {
    if (submitting_ && std::this_thread::get_id() == loop_thread_) {
        inside_status_ = status;
        ended_inside_ = true;
        return;
    }
    // The loop may finish, and let go of this object, before the lock is given back.
    const auto keep = shared_from_this();
    const std::lock_guard lock(abandon_mutex_);
    if (abandoned_) return;  // the run, and its loop, may be gone
    plan_.loop->post([self = shared_from_this(), status] { self->finish(status); });
}

void AsyncOperation::cancel(const Error& why) {
    if (over_ || cancelled_) return;
    cancelled_ = why;
    plan_.recorder->stop();
    plan_.provider->host().mark_cancelled(plan_.op);
    provider_->cancel(plan_.provider->self(), plan_.op);
}

void AsyncOperation::abandon() {
    const std::lock_guard lock(abandon_mutex_);
    abandoned_ = true;
    // A late `done` must find this object: it holds itself for good.
    kept_ = shared_from_this();
}

void AsyncOperation::finish(hxm_status status) {
    if (over_) return;
    over_ = true;
    const auto keep = std::move(kept_);
    auto& timeline = plan_.recorder->timeline();
    if (!timeline.sent) timeline.sent = submitted_at_;
    if (!timeline.end) timeline.end = now();
    if (timeline.attempts.empty()) timeline.attempts.emplace_back().sent = timeline.sent;
    Error error;
    const auto& breach = plan_.recorder->breach();
    // An end that is no error may have come before the cancel; not when something was refused
    // since.
    if (status >= 0 && cancelled_ && plan_.recorder->refused()) status = HXM_E_CANCELLED;
    if (status > 0) status = HXM_E_INTERNAL;
    if (status >= 0 && !breach.empty()) {  // what it gave is not all in the timeline
        status = HXM_E_INTERNAL;
        error = {ErrorCode::plugin, "it gave " + breach, "plugin " + plan_.provider->info().id};
    } else if (status < 0) {
        error = cancelled_ ? *cancelled_ : plan_.provider->host().take_error(plan_.op, status);
    }
    if (status < 0) {
        timeline.attempts.back().error = error.text();
    }
    done_({status, std::move(error)});
}

}  // namespace hexameter::detail
