// What a plugin writes into, recorded: chunks, values and metrics, HTTP requests.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "hexameter/abi/hxm_plugin.h"

namespace hexameter::test {

struct RecordedChunk {
    std::uint32_t kind = 0;
    std::uint32_t choice = 0;
    std::uint32_t flags = 0;
    std::string mime;
    std::string bytes;
    std::uint64_t units = 0;
    std::uint64_t claimed_ns = 0;

    bool operator==(const RecordedChunk&) const = default;
};

std::ostream& operator<<(std::ostream& out, const RecordedChunk& chunk);

// Threads: any. Must outlive the operations that write into it.
class FakeSink {
  public:
    FakeSink();
    FakeSink(const FakeSink&) = delete;
    FakeSink& operator=(const FakeSink&) = delete;

    [[nodiscard]] const hxm_sink* raw() const { return &raw_; }

    // What the sink says to the chunk of that number, counted from 0, and to all after it.
    void answer_from(std::size_t chunk, hxm_status answer);

    // Waits until done was called; false when that does not come.
    [[nodiscard]] bool wait_done();

    [[nodiscard]] std::vector<RecordedChunk> chunks() const;
    [[nodiscard]] std::vector<hxm_status> dones() const;
    [[nodiscard]] std::size_t sents() const;
    [[nodiscard]] bool chunk_after_done() const;

    // The bytes of all chunks of that kind and choice, one after the other.
    [[nodiscard]] std::string text(std::uint32_t kind = HXM_CHUNK_CONTENT,
                                   std::uint32_t choice = 0) const;

  private:
    static FakeSink& from(void* ctx) { return *static_cast<FakeSink*>(ctx); }

    static hxm_status take_chunk(void* ctx, hxm_op op, const hxm_chunk* chunk);
    static void take_sent(void* ctx, hxm_op op);
    static void take_done(void* ctx, hxm_op op, hxm_status status, hxm_str detail);

    hxm_sink raw_;
    mutable std::mutex mutex_;
    std::condition_variable ended_;
    std::vector<RecordedChunk> chunks_;
    std::vector<hxm_status> dones_;
    std::size_t sents_ = 0;
    std::size_t answer_from_ = SIZE_MAX;
    hxm_status answer_ = HXM_OK;
    bool chunk_after_done_ = false;
};

struct RecordedMetric {
    std::uint32_t index;
    std::string label;
    double value;
    double weight;
};

struct RecordedPart {
    std::uint32_t role;
    std::uint32_t choice;
    std::string mime;
    std::string bytes;
};

struct FakeWriter {
    FakeWriter();
    FakeWriter(const FakeWriter&) = delete;
    FakeWriter& operator=(const FakeWriter&) = delete;

    // The bytes of the parts of that role, in order.
    [[nodiscard]] std::vector<std::string> parts_of(std::uint32_t role) const;

    hxm_writer raw;
    std::map<std::string, std::string> values;
    std::vector<RecordedMetric> metrics;
    std::vector<RecordedPart> parts;
};

struct FakeHttp {
    // request: what body_part refers to; may be null.
    explicit FakeHttp(const hxm_request* request = nullptr);
    FakeHttp(const FakeHttp&) = delete;
    FakeHttp& operator=(const FakeHttp&) = delete;

    hxm_http raw;
    const hxm_request* request;
    std::string method;
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::vector<std::vector<std::string>> secret_headers;  // name, prefix, secret's name
    std::string body;  // raw parts are put in; a base64 part is "<base64 of M.P>"
    std::uint64_t wait_ms = 0;
};

}  // namespace hexameter::test
