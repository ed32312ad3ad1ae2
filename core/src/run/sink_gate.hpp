// The sink that an async provider is given for one operation.
//
// Its calls may come from any thread, and a faulty provider's also after its end: so a gate is not
// freed when the operation is, but opened again for a later one, perhaps of a later run. It knows
// the operation that it is open for by its number, which no other operation of the process may have
// (plugin/operation_number.hpp), and refuses whatever comes for another.
#pragma once

#include <atomic>
#include <functional>

#include "run/recorder.hpp"

namespace hexameter::detail {

// Thread: what a provider calls, any; else the loop's.
class SinkGate {
  public:
    using Done = std::function<void(hxm_status status)>;

    // A gate that records into `recorder` until close(); `op` is of next_operation(). `done` is
    // called at the operation's end, once, on the thread that told it; it must not close the gate.
    [[nodiscard]] static SinkGate& open(hxm_op op, Recorder& recorder, Done done);

    SinkGate(const SinkGate&) = delete;
    SinkGate& operator=(const SinkGate&) = delete;

    // Lives as long as the process.
    [[nodiscard]] const hxm_sink* sink() const { return &sink_; }

    // From its return on nothing is recorded, and chunks are answered with HXM_STOP; done gets
    // through.
    void stop();

    // From its return on nothing gets through: recorder and operation may go. Call once.
    void close();

    // When the provider last gave a chunk of any kind; the epoch before the first.
    [[nodiscard]] Instant heard_at() const {
        return Instant(Nanos(heard_at_ns_.load(std::memory_order_relaxed)));
    }

  private:
    SinkGate();

    static hxm_status chunk(void* ctx, hxm_op op, const hxm_chunk* chunk) noexcept;
    static void sent(void* ctx, hxm_op op) noexcept;
    static void done(void* ctx, hxm_op op, hxm_status status, hxm_str detail_json) noexcept;

    void lock();

    void unlock() { taken_.store(false, std::memory_order_release); }

    friend class std::lock_guard<SinkGate>;

    hxm_sink sink_{};
    // Calls of one operation are serial, so that who takes it never waits unless for a cancel or
    // for a provider at fault.
    std::atomic<bool> taken_{false};
    std::atomic<std::int64_t> heard_at_ns_{0};
    hxm_op op_ = 0;  // guarded by taken_; so all below
    bool stopped_ = true;
    bool over_ = true;
    Recorder* recorder_ = nullptr;
    Done done_;
};

}  // namespace hexameter::detail
