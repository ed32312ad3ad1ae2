#include "run/recorder.hpp"

#include "base/clock.hpp"
#include "plugin/status.hpp"

namespace hexameter::detail {
namespace {

std::string_view bytes_of(const hxm_chunk& chunk) {
    return {reinterpret_cast<const char*>(chunk.bytes.p), chunk.bytes.n};
}

}  // namespace

Recorder::Recorder() {
    sink_.struct_size = sizeof(sink_);
    sink_.ctx = this;
    sink_.chunk = &Recorder::chunk;
    sink_.sent = &Recorder::sent;
    sink_.done = &Recorder::done;
}

void Recorder::reserve(std::size_t events) {
    timeline_.events.reserve(events);
    timeline_.text.reserve(events * 6);
}

hxm_status Recorder::chunk(void* ctx, hxm_op /*op*/, const hxm_chunk* chunk) noexcept {
    auto& self = *static_cast<Recorder*>(ctx);
    if (self.stamp_on_entry_) self.wire_stamp_ = {now(), TimingSource::host_callback, false};
    if (self.done_came_.load(std::memory_order_relaxed)) {
        // The timeline belongs to the scorer by now.
        return HXM_STOP;
    }
    if (self.stopped_.load(std::memory_order_relaxed)) {
        self.refused_ = true;
        return HXM_STOP;
    }
    if (chunk == nullptr || !HXM_HAS(chunk, hxm_chunk, bytes)) {
        self.breach_ = "a chunk that is cut short";
        return HXM_E_ARG;
    }
    hxm_chunk whole;
    HXM_COPY(&whole, chunk, hxm_chunk);
    if (!has_bytes(whole.bytes)) {
        self.breach_ = "a chunk without its bytes";
        return HXM_E_ARG;
    }
    return guarded([&] { return self.take(whole); });
}

hxm_status Recorder::take(const hxm_chunk& chunk) {
    if (chunk.bytes.n > max_text_bytes - timeline_.text.size()) {
        breach_ = "an answer of more than 256 MiB";
        return HXM_E_LIMIT;
    }
    switch (chunk.kind) {
        case HXM_CHUNK_CONTENT:
            return take_event(chunk, EventKind::content);
        case HXM_CHUNK_REASONING:
            return take_event(chunk, EventKind::reasoning);
        case HXM_CHUNK_TOOL_CALL:
            return take_event(chunk, EventKind::tool_call);
        case HXM_CHUNK_USAGE:
            timeline_.usage_raw = bytes_of(chunk);
            return HXM_OK;
        case HXM_CHUNK_CLAIM:
            timeline_.claim_raw = bytes_of(chunk);
            return HXM_OK;
        case HXM_CHUNK_RECORD:
            records_.emplace_back(bytes_of(chunk));
            return HXM_OK;
        case HXM_CHUNK_FINISH:
            timeline_.finish_reason = bytes_of(chunk);
            return HXM_OK;
        case HXM_CHUNK_PROGRESS:
            return HXM_OK;
        default:
            breach_ = "a chunk of unknown kind " + std::to_string(chunk.kind);
            return HXM_E_ARG;
    }
}

hxm_status Recorder::take_event(const hxm_chunk& chunk, EventKind kind) {
    const auto text = bytes_of(chunk);
    TimelineEvent event;
    event.at = wire_stamp_.at;
    event.claimed = Instant(Nanos(static_cast<std::int64_t>(chunk.claimed_ns)));
    event.units = chunk.units;
    event.text_begin = static_cast<std::uint32_t>(timeline_.text.size());
    event.text_size = static_cast<std::uint32_t>(text.size());
    event.choice = chunk.choice;
    event.kind = kind;
    event.source = wire_stamp_.source;
    event.coalesced = wire_stamp_.coalesced;
    event.piece = (chunk.flags & HXM_CHUNK_PIECE) != 0;
    timeline_.text.append(text);
    timeline_.events.push_back(event);
    if (listener_) listener_(kind, text, event.at);
    return HXM_OK;
}

void Recorder::sent(void* ctx, hxm_op /*op*/) noexcept {
    auto& timeline = static_cast<Recorder*>(ctx)->timeline_;
    if (!timeline.sent) timeline.sent = now();
}

void Recorder::done(void* ctx, hxm_op /*op*/, hxm_status status, hxm_str /*detail*/) noexcept {
    auto& self = *static_cast<Recorder*>(ctx);
    const Instant at = now();
    if (self.done_came_.exchange(true)) return;
    self.timeline_.end = at;
    // Whoever hears of the end may free this object at once.
    const Done done = std::move(self.done_);
    if (done) done(status);
}

}  // namespace hexameter::detail
