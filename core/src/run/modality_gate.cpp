#include "run/modality_gate.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/fnv1a.hpp"
#include "base/splitmix64.hpp"
#include "plugin/status.hpp"
#include "scoring/writer.hpp"
#include "timeline/arrivals.hpp"

namespace hexameter::detail {
namespace {

std::uint32_t chunk_kind(EventKind kind) {
    switch (kind) {
        case EventKind::reasoning:
            return HXM_CHUNK_REASONING;
        case EventKind::tool_call:
            return HXM_CHUNK_TOOL_CALL;
        default:
            return HXM_CHUNK_CONTENT;
    }
}

std::uint64_t ns_or_zero(const std::optional<Instant>& t) {
    return t ? to_abi_ns(*t) : 0;
}

}  // namespace

std::string prompt_of(const hxm_request& request) {
    for (std::uint32_t m = request.message_count; m-- > 0;) {
        const auto* message = HXM_AT(hxm_message, request.messages, request.message_stride, m);
        if (message->role != HXM_ROLE_USER) continue;
        for (std::uint32_t p = 0; p < message->part_count; ++p) {
            const auto* part = HXM_AT(hxm_part, message->parts, message->part_stride, p);
            if (view(part->mime).substr(0, 5) == "text/")
                return {reinterpret_cast<const char*>(part->data.p), part->data.n};
        }
    }
    return {};
}

std::uint64_t operation_seed(std::uint64_t run_seed, const Job& job) {
    std::uint64_t state = fnv1a(job.sample->id, run_seed);
    state ^= splitmix64(state) + job.iteration;
    state ^= splitmix64(state) + (job.warmup ? 1u : 0u);
    return splitmix64(state);
}

hxm_timeline abi_timeline(const Timeline& from) {
    const Arrivals arrivals = arrivals_of(from);
    hxm_timeline t{};
    t.struct_size = sizeof(t);
    t.tokens_by_event = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(arrivals.tokens.value_or(0), UINT32_MAX));
    t.tokens_by_usage = from.usage.output_tokens.value_or(0);
    t.tokens_by_tokenizer = from.tokenizer_tokens.value_or(0);
    t.intended_ns = to_abi_ns(from.intended);
    t.sent_ns = ns_or_zero(from.sent);
    t.first_byte_ns = ns_or_zero(from.first_byte);
    if (!arrivals.all.empty()) t.first_content_ns = to_abi_ns(arrivals.all.front());
    t.last_content_ns = ns_or_zero(arrivals.last_content);
    t.end_ns = ns_or_zero(from.end);
    t.attempts = static_cast<std::uint32_t>(from.attempts.size());
    t.exchanges = t.attempts;
    if (!from.attempts.empty()) t.last_sent_ns = ns_or_zero(from.attempts.back().sent);
    return t;
}

Status ModalityGate::prepare(Job& job) {
    const auto lock = turn();
    modality_.host().begin(job.op, operation_seed(seed_, job));
    const auto status =
        table_->prepare(modality_.self(), job.op, abi_str(job.sample->json), &job.prepared);
    if (status < 0)
        return modality_.host().take_error(job.op, status).at("sample " + job.sample->id);
    if (job.prepared == nullptr || !HXM_HAS(job.prepared, hxm_request, flags))
        return Error(ErrorCode::plugin, "prepare gave no usable request",
                     "plugin " + modality_.info().id);
    job.prompt = prompt_of(*job.prepared);
    return {};
}

FinishResult ModalityGate::finish(Job& job) {
    const auto lock = turn();
    FinishResult result;
    const auto& timeline = job.recorder.timeline();
    for (const auto& event : timeline.events) {
        hxm_chunk chunk{};
        chunk.struct_size = sizeof(chunk);
        chunk.kind = chunk_kind(event.kind);
        chunk.choice = event.choice;
        chunk.flags = event.piece ? HXM_CHUNK_PIECE : 0;
        const auto text = timeline.text_of(event);
        chunk.bytes = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
        chunk.units = event.units;
        if (HXM_CALLABLE(table_, hxm_modality, observe))
            table_->observe(modality_.self(), job.op, &chunk, to_abi_ns(event.at));
    }
    Writer writer(modality_.info());
    const auto times = abi_timeline(timeline);
    const auto status =
        table_->finish(modality_.self(), job.op, job.abi_status, &times, writer.table());
    if (status < 0 && job.status == IterationStatus::ok) {
        result.error = modality_.host().take_error(job.op, status).at("finish");
    } else if (status == HXM_PENDING && job.status == IterationStatus::ok) {
        job.status = IterationStatus::failed;
        job.error =
            Error(ErrorCode::unsupported, "it asks for another turn; this host runs single turns",
                  "plugin " + modality_.info().id);
    }
    result.candidates = std::move(writer.candidates());
    result.references = std::move(writer.references());
    result.values = std::move(writer.values());
    result.notes = writer.notes();
    return result;
}

void ModalityGate::release(Job& job) {
    const auto lock = turn();
    if (HXM_CALLABLE(table_, hxm_modality, release)) table_->release(modality_.self(), job.op);
    modality_.host().end(job.op);
    job.prepared = nullptr;
}

}  // namespace hexameter::detail
