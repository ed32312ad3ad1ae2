// The sink of one operation: stamps what a provider hands over and keeps it.
//
// The calls of one operation are serial (they may change thread), so nothing here is locked. A
// codec's chunks carry the stamp of the read that brought them, set before its code runs; those of
// an async provider come through a SinkGate, which stamps them on entry.
#pragma once

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

    // Most pieces in which it may come; each is kept with its stamp, in 40 bytes.
    static constexpr std::size_t max_events = std::size_t{4} << 20;

    // Told of each first token and, when wanted, of each piece of text. Thread: the provider's.
    using Listener = std::function<void(EventKind kind, std::string_view text, Instant at)>;

    Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    // Makes room for about this many events.
    void reserve(std::size_t events);

    void listen(Listener listener) { listener_ = std::move(listener); }

    // The stamp of what is recorded next.
    void set_wire_stamp(const WireStamp& stamp) { wire_stamp_ = stamp; }

    // What sink() does with a chunk.
    hxm_status record(const hxm_chunk* chunk) noexcept;

    // For a codec: `sent` and `done` do nothing.
    [[nodiscard]] const hxm_sink* sink() const { return &sink_; }

    [[nodiscard]] Timeline& timeline() { return timeline_; }

    [[nodiscard]] const std::vector<std::string>& records() const { return records_; }

    // Tells the provider to stop at its next chunk.
    void stop() { stopped_ = true; }

    // A breach of the sink's contract, for the report; empty when there was none.
    [[nodiscard]] const std::string& breach() const { return breach_; }

  private:
    hxm_status take(const hxm_chunk& chunk);
    hxm_status take_event(const hxm_chunk& chunk, EventKind kind);

    hxm_sink sink_{};
    Timeline timeline_;
    std::vector<std::string> records_;
    Listener listener_;
    WireStamp wire_stamp_;
    bool stopped_ = false;
    std::string breach_;
};

}  // namespace hexameter::detail
