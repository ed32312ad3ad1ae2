#include "run/recorder.hpp"

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
    sink_.chunk = [](void* ctx, hxm_op, const hxm_chunk* chunk) noexcept {
        return static_cast<Recorder*>(ctx)->record(chunk);
    };
    sink_.sent = [](void*, hxm_op) noexcept {};
    sink_.done = [](void*, hxm_op, hxm_status, hxm_str) noexcept {};
}

void Recorder::reserve(std::size_t events) {
    timeline_.events.reserve(events);
    timeline_.text.reserve(events * 6);
}

hxm_status Recorder::record(const hxm_chunk* chunk) noexcept {
    if (stopped_) return HXM_STOP;
    if (chunk == nullptr || !HXM_HAS(chunk, hxm_chunk, bytes)) {
        breach_ = "a chunk that is cut short";
        return HXM_E_ARG;
    }
    hxm_chunk whole;
    HXM_COPY(&whole, chunk, hxm_chunk);
    if (!has_bytes(whole.bytes)) {
        breach_ = "a chunk without its bytes";
        return HXM_E_ARG;
    }
    return guarded([&] { return take(whole); });
}

hxm_status Recorder::take(const hxm_chunk& chunk) {
    if (chunk.bytes.n > max_text_bytes - timeline_.text.size()) {
        breach_ = "an answer of more than 256 MiB";
        return HXM_E_LIMIT;
    }
    if ((chunk.flags & HXM_CHUNK_WHOLE) != 0) timeline_.streamed = false;
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
    if (timeline_.events.size() == max_events) {
        breach_ = "an answer in more than " + std::to_string(max_events) + " pieces";
        return HXM_E_LIMIT;
    }
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

}  // namespace hexameter::detail
