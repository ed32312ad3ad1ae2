// A host in miniature: loads a provider plugin and records what it says. No core in it.
#pragma once

#include <hexameter/abi/hxm_plugin.h>

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace hexameter::test {

struct RecordedChunk {
    std::uint32_t kind = 0;
    std::uint64_t units = 0;
    std::uint64_t claimed_ns = 0;
    std::uint64_t stamp_ns = 0;  // CLOCK_MONOTONIC, on entry
    std::string bytes;
};

struct RecordedOp {
    int sent = 0;
    int done = 0;
    hxm_status status = HXM_OK;
    std::vector<RecordedChunk> chunks;
    std::string error;        // text of set_error
    bool after_done = false;  // the sink was called again: a broken contract

    // The bytes of all chunks of a kind, one after another.
    [[nodiscard]] std::string text(std::uint32_t kind = HXM_CHUNK_CONTENT) const;
};

struct Ask {
    std::uint32_t kind = HXM_KIND_GENERATE;
    std::string model;
    std::string prompt;
    std::string params_json = "{}";
    bool stream = true;
};

// An async provider from its file. Throws std::runtime_error where it cannot be loaded or created,
// with the text that the plugin gave.
class ProviderHarness {
  public:
    // Random numbers are drawn from (seed, op).
    ProviderHarness(const std::string& file, const std::string& id, const std::string& config_json,
                    std::uint64_t seed = 1);
    ~ProviderHarness();
    ProviderHarness(const ProviderHarness&) = delete;
    ProviderHarness& operator=(const ProviderHarness&) = delete;

    // What submit returned.
    hxm_status submit(hxm_op op, const Ask& ask);
    void cancel(hxm_op op);

    // The sink answers HXM_STOP to the chunk after this many of the operation.
    void stop_after(hxm_op op, std::size_t chunks);

    // Blocks until the operation is done, or holds that many chunks; throws after 30 s.
    RecordedOp wait_done(hxm_op op);
    void wait_chunks(hxm_op op, std::size_t count);

    [[nodiscard]] RecordedOp recorded(hxm_op op);

    // Ends the instance as a host does; the destructor does it otherwise.
    void stop();

  private:
    struct Kept;  // a request and what it points to

    static ProviderHarness& of(void* ctx) { return *static_cast<ProviderHarness*>(ctx); }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<hxm_op, RecordedOp> ops_;
    std::map<hxm_op, std::uint64_t> random_;
    std::map<hxm_op, std::size_t> stop_after_;
    std::set<hxm_op> cancelled_;
    std::map<hxm_op, Kept> kept_;
    std::uint64_t seed_;
    void* library_ = nullptr;
    hxm_host host_{};
    hxm_sink sink_{};
    const hxm_instance* instance_ = nullptr;
    const hxm_provider_async* provider_ = nullptr;
};

// Threads of this process.
[[nodiscard]] std::size_t thread_count();

}  // namespace hexameter::test
