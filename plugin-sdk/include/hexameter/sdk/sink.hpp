// Where a provider's answer goes, and how it comes back to a modality.
//
// Threads: the calls of one operation are serial, on any thread; those of several may come at once.
#pragma once

#include <hexameter/sdk/error.hpp>
#include <hexameter/sdk/views.hpp>
#include <string_view>

namespace hexameter::sdk {
inline namespace v1 {

enum class ChunkKind : std::uint32_t {
    content = HXM_CHUNK_CONTENT,
    reasoning = HXM_CHUNK_REASONING,
    tool_call = HXM_CHUNK_TOOL_CALL,
    usage = HXM_CHUNK_USAGE,
    claim = HXM_CHUNK_CLAIM,
    progress = HXM_CHUNK_PROGRESS,
    record = HXM_CHUNK_RECORD,
    finish = HXM_CHUNK_FINISH,
};

// What may be said of a chunk beside its bytes.
struct ChunkNotes {
    std::uint32_t choice = 0;
    std::uint64_t units = 0;       // tokens, samples or frames if the peer says so; 0: host counts
    std::uint64_t claimed_ns = 0;  // the peer's own time, kept beside the host's stamp
    bool whole = false;            // of an answer that the peer gave whole instead of streaming it
};

// The sink of one operation. The host stamps each chunk as it is called: call at once, do the rest
// after. A refusal of the sink (stop, or an error) is remembered, and the layer hands it on to the
// host from head, body and end, so that the results below need no look unless there is much to
// skip. Copies share nothing but the host's sink.
class Sink {
  public:
    Sink(const hxm_sink* raw, hxm_op op) : raw_(raw), op_(op) {
        if (raw == nullptr || !HXM_CALLABLE(raw, hxm_sink, chunk)) {
            throw Error(Status::bad_argument, "the host's sink is missing or too short");
        }
    }

    Status content(std::string_view text, const ChunkNotes& notes = {}) {
        return put(ChunkKind::content, "text/plain", buf(text), 0, notes);
    }

    Status reasoning(std::string_view text, const ChunkNotes& notes = {}) {
        return put(ChunkKind::reasoning, "text/plain", buf(text), 0, notes);
    }

    // {"index", "id", "name", "arguments_piece"}
    Status tool_call(std::string_view json, const ChunkNotes& notes = {}) {
        return put_json(ChunkKind::tool_call, json, notes);
    }

    // {"input_tokens", "output_tokens", "reasoning_tokens", "cached_tokens", "unusable", "raw"};
    // the last stands
    Status usage(std::string_view json) { return put_json(ChunkKind::usage, json, {}); }

    // {"queue_ns", "load_ns", "prompt_ns", "decode_ns", "total_ns", "raw"}
    Status claim(std::string_view json) { return put_json(ChunkKind::claim, json, {}); }

    // {"share": 0..1}
    Status progress(std::string_view json) { return put_json(ChunkKind::progress, json, {}); }

    // One answer to LIST_MODELS, DESCRIBE_MODEL or HEALTH.
    Status record(std::string_view json) { return put_json(ChunkKind::record, json, {}); }

    // stop, length, tool_calls, content_filter, refusal, else the peer's word.
    Status finish(std::string_view reason, const ChunkNotes& notes = {}) {
        return put(ChunkKind::finish, "text/plain", buf(reason), 0, notes);
    }

    // Bytes of one blob that goes on: no token, no gap. A medium's last bytes are content().
    Status piece(std::string_view mime, hxm_buf bytes, const ChunkNotes& notes = {}) {
        return put(ChunkKind::content, mime, bytes, HXM_CHUNK_PIECE, notes);
    }

    Status put(ChunkKind kind, std::string_view mime, hxm_buf bytes, std::uint32_t flags,
               const ChunkNotes& notes) {
        const hxm_chunk chunk{sizeof(hxm_chunk), static_cast<std::uint32_t>(kind),
                              notes.choice,      flags | (notes.whole ? HXM_CHUNK_WHOLE : 0),
                              str(mime),         bytes,
                              notes.units,       notes.claimed_ns};
        const auto answer = static_cast<Status>(raw_->chunk(raw_->ctx, op_, &chunk));
        if (answer != Status::ok) {
            verdict_ = answer;
        }
        return answer;
    }

    [[nodiscard]] hxm_op op() const noexcept { return op_; }

    // The last refusal, or ok.
    [[nodiscard]] Status verdict() const noexcept { return verdict_; }

    [[nodiscard]] const hxm_sink& raw() const noexcept { return *raw_; }

  private:
    Status put_json(ChunkKind kind, std::string_view json, const ChunkNotes& notes) {
        return put(kind, "application/json", buf(json), 0, notes);
    }

    const hxm_sink* raw_;
    hxm_op op_;
    Status verdict_ = Status::ok;
};

// A chunk as observe gets it; borrowed for the call.
class Chunk {
  public:
    explicit Chunk(const hxm_chunk* raw) : raw_(raw) {
        if (raw == nullptr || !HXM_HAS(raw, hxm_chunk, claimed_ns)) {
            throw Error(Status::bad_argument, "the host's chunk is missing or too short");
        }
    }

    [[nodiscard]] ChunkKind kind() const noexcept { return static_cast<ChunkKind>(raw_->kind); }

    [[nodiscard]] std::uint32_t choice() const noexcept { return raw_->choice; }

    [[nodiscard]] bool piece() const noexcept { return (raw_->flags & HXM_CHUNK_PIECE) != 0; }

    [[nodiscard]] std::string_view mime() const noexcept { return view(raw_->mime); }

    [[nodiscard]] std::string_view text() const noexcept { return view(raw_->bytes); }

    [[nodiscard]] std::span<const std::uint8_t> data() const noexcept { return bytes(raw_->bytes); }

    [[nodiscard]] std::uint64_t units() const noexcept { return raw_->units; }

  private:
    const hxm_chunk* raw_;
};

}  // namespace v1
}  // namespace hexameter::sdk
