// Invariants:
// 1. recorder_ and done_ are used only while op_ is the caller's operation and the gate is taken.
// 2. A closed gate is stopped and over: no number opens it but open()'s.
#include "run/sink_gate.hpp"

#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace hexameter::detail {
namespace {

// Never destroyed: a plugin's thread may outlive everything else.
struct Gates {
    std::mutex mutex;
    std::vector<SinkGate*> closed;
};

Gates& gates() {
    static auto* const all = new Gates;
    return *all;
}

}  // namespace

SinkGate::SinkGate() {
    sink_.struct_size = sizeof(sink_);
    sink_.ctx = this;
    sink_.chunk = &SinkGate::chunk;
    sink_.sent = &SinkGate::sent;
    sink_.done = &SinkGate::done;
}

SinkGate& SinkGate::open(hxm_op op, Recorder& recorder, Done done) {
    SinkGate* gate = nullptr;
    {
        const std::lock_guard lock(gates().mutex);
        if (!gates().closed.empty()) {
            gate = gates().closed.back();
            gates().closed.pop_back();
        }
    }
    if (gate == nullptr) gate = new SinkGate;
    const std::lock_guard lock(*gate);
    gate->op_ = op;
    gate->stopped_ = gate->over_ = false;
    gate->recorder_ = &recorder;
    gate->done_ = std::move(done);
    gate->heard_at_ns_.store(0, std::memory_order_relaxed);
    return *gate;
}

void SinkGate::lock() {
    while (taken_.exchange(true, std::memory_order_acquire)) std::this_thread::yield();
}

void SinkGate::stop() {
    const std::lock_guard lock(*this);
    stopped_ = true;
}

void SinkGate::close() {
    {
        const std::lock_guard lock(*this);
        stopped_ = over_ = true;
        recorder_ = nullptr;
        done_ = nullptr;
    }
    const std::lock_guard lock(gates().mutex);
    gates().closed.push_back(this);
}

hxm_status SinkGate::chunk(void* ctx, hxm_op op, const hxm_chunk* chunk) noexcept {
    const Instant at = now();
    auto& self = *static_cast<SinkGate*>(ctx);
    const std::lock_guard lock(self);
    if (self.op_ != op || self.stopped_) return HXM_STOP;
    self.heard_at_ns_.store(at.time_since_epoch().count(), std::memory_order_relaxed);
    self.recorder_->set_wire_stamp({at, TimingSource::host_callback, false});
    return self.recorder_->record(chunk);
}

void SinkGate::sent(void* ctx, hxm_op op) noexcept {
    const Instant at = now();
    auto& self = *static_cast<SinkGate*>(ctx);
    const std::lock_guard lock(self);
    if (self.op_ != op || self.stopped_) return;
    auto& timeline = self.recorder_->timeline();
    if (!timeline.sent) timeline.sent = at;
}

void SinkGate::done(void* ctx, hxm_op op, hxm_status status, hxm_str /*detail*/) noexcept {
    const Instant at = now();
    auto& self = *static_cast<SinkGate*>(ctx);
    const std::lock_guard lock(self);
    if (self.op_ != op || self.over_) return;
    // An operation that was stopped has ended then.
    if (!self.stopped_) self.recorder_->timeline().end = at;
    self.stopped_ = self.over_ = true;
    self.done_(status);
}

}  // namespace hexameter::detail
