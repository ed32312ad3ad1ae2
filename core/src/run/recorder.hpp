// The sink of one operation: stamps what a provider hands over and keeps it.
//
// The calls of one operation are serial (they may change thread), so nothing here is locked. A
// codec's chunks carry the stamp of the read that brought them, set before its code runs; an async
// provider's chunks are stamped on entry.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hexameter/abi/hxm_plugin.h"
#include "hexameter/timeline.hpp"
#include "transport/transport.hpp"

namespace hexameter::detail {

class Recorder {
  public:
    // Most bytes that one answer may have.
    static constexpr std::uint64_t max_text_bytes = 256u << 20;

    // Told of each first token and, when wanted, of each piece of text. Thread: the provider's.
    using Listener = std::function<void(EventKind kind, std::string_view text, Instant at)>;
    using Done = std::function<void(hxm_status status)>;

    Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    // Makes room for about this many events.
    void reserve(std::size_t events);

    void listen(Listener listener) { listener_ = std::move(listener); }

    // What an async provider's `done` calls; once.
    void on_done(Done done) { done_ = std::move(done); }

    // Codec: the stamp of what is read next. None: stamp on entry.
    void set_wire_stamp(const WireStamp& stamp) {
        wire_stamp_ = stamp;
        stamp_on_entry_ = false;
    }

    [[nodiscard]] const hxm_sink* sink() const { return &sink_; }

    [[nodiscard]] Timeline& timeline() { return timeline_; }

    [[nodiscard]] const std::vector<std::string>& records() const { return records_; }

    // Tells the provider to stop at its next chunk. Thread: any.
    void stop() { stopped_.store(true, std::memory_order_relaxed); }

    // Whether something came after stop() and was not taken.
    [[nodiscard]] bool refused() const { return refused_; }

    // A breach of the sink's contract, for the report; empty when there was none.
    [[nodiscard]] const std::string& breach() const { return breach_; }

  private:
    static hxm_status chunk(void* ctx, hxm_op op, const hxm_chunk* chunk) noexcept;
    static void sent(void* ctx, hxm_op op) noexcept;
    static void done(void* ctx, hxm_op op, hxm_status status, hxm_str detail_json) noexcept;

    hxm_status take(const hxm_chunk& chunk);
    hxm_status take_event(const hxm_chunk& chunk, EventKind kind);

    hxm_sink sink_{};
    Timeline timeline_;
    std::vector<std::string> records_;
    Listener listener_;
    Done done_;
    WireStamp wire_stamp_;
    bool stamp_on_entry_ = true;
    std::atomic<bool> stopped_{false};
    std::atomic<bool> done_came_{false};
    bool refused_ = false;
    std::string breach_;
};

}  // namespace hexameter::detail
