#include "support/fake_sinks.hpp"

#include <ostream>

#include "hexameter/sdk/views.hpp"

namespace hexameter::test {
namespace {

using sdk::view;

FakeWriter& writer_of(void* ctx) {
    return *static_cast<FakeWriter*>(ctx);
}

hxm_status take_value(void* ctx, hxm_str key, hxm_buf value) {
    writer_of(ctx).values[std::string(view(key))] = view(value);
    return HXM_OK;
}

hxm_status take_metric(void* ctx, std::uint32_t index, hxm_str label, double value, double weight) {
    writer_of(ctx).metrics.push_back({index, std::string(view(label)), value, weight});
    return HXM_OK;
}

hxm_status take_part(void* ctx, std::uint32_t role, const hxm_part* part) {
    writer_of(ctx).parts.push_back(
        {role, part->choice, std::string(view(part->mime)), std::string(view(part->data))});
    return HXM_OK;
}

FakeHttp& http_of(void* ctx) {
    return *static_cast<FakeHttp*>(ctx);
}

hxm_status take_target(void* ctx, hxm_str method, hxm_str url) {
    http_of(ctx).method = view(method);
    http_of(ctx).url = view(url);
    return HXM_OK;
}

hxm_status take_header(void* ctx, hxm_str name, hxm_str value) {
    http_of(ctx).headers.emplace_back(view(name), view(value));
    return HXM_OK;
}

hxm_status take_secret_header(void* ctx, hxm_str name, hxm_str prefix, hxm_str secret) {
    http_of(ctx).secret_headers.push_back(
        {std::string(view(name)), std::string(view(prefix)), std::string(view(secret))});
    return HXM_OK;
}

hxm_status take_body(void* ctx, hxm_buf bytes) {
    http_of(ctx).body.append(view(bytes));
    return HXM_OK;
}

hxm_status take_body_part(void* ctx, std::uint32_t message, std::uint32_t part, std::uint32_t how) {
    FakeHttp& http = http_of(ctx);
    const hxm_request* rq = http.request;
    if (rq == nullptr || message >= rq->message_count) {
        return HXM_E_ARG;
    }
    const hxm_message* m = HXM_AT(hxm_message, rq->messages, rq->message_stride, message);
    if (part >= m->part_count) {
        return HXM_E_ARG;
    }
    if (how == HXM_BODY_BASE64) {
        http.body.append("<base64 of " + std::to_string(message) + "." + std::to_string(part) +
                         ">");
    } else {
        http.body.append(view(HXM_AT(hxm_part, m->parts, m->part_stride, part)->data));
    }
    return HXM_OK;
}

hxm_status take_wait(void* ctx, std::uint64_t ms) {
    http_of(ctx).wait_ms = ms;
    return HXM_OK;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const RecordedChunk& chunk) {
    return out << "{kind " << chunk.kind << ", choice " << chunk.choice << ", flags " << chunk.flags
               << ", " << chunk.mime << ", \"" << chunk.bytes << "\", units " << chunk.units
               << ", claimed " << chunk.claimed_ns << "}";
}

FakeSink::FakeSink() : raw_{sizeof(hxm_sink), 0, this, take_chunk, take_sent, take_done} {}

void FakeSink::answer_from(std::size_t chunk, hxm_status answer) {
    const std::lock_guard lock(mutex_);
    answer_from_ = chunk;
    answer_ = answer;
}

bool FakeSink::wait_done() {
    constexpr std::chrono::seconds patience(30);
    std::unique_lock lock(mutex_);
    return ended_.wait_for(lock, patience, [this] { return !dones_.empty(); });
}

std::vector<RecordedChunk> FakeSink::chunks() const {
    const std::lock_guard lock(mutex_);
    return chunks_;
}

std::vector<hxm_status> FakeSink::dones() const {
    const std::lock_guard lock(mutex_);
    return dones_;
}

std::size_t FakeSink::sents() const {
    const std::lock_guard lock(mutex_);
    return sents_;
}

bool FakeSink::chunk_after_done() const {
    const std::lock_guard lock(mutex_);
    return chunk_after_done_;
}

std::string FakeSink::text(std::uint32_t kind, std::uint32_t choice) const {
    std::string all;
    for (const RecordedChunk& chunk : chunks()) {
        if (chunk.kind == kind && chunk.choice == choice) {
            all.append(chunk.bytes);
        }
    }
    return all;
}

hxm_status FakeSink::take_chunk(void* ctx, hxm_op /*op*/, const hxm_chunk* chunk) {
    FakeSink& sink = from(ctx);
    const std::lock_guard lock(sink.mutex_);
    sink.chunk_after_done_ = sink.chunk_after_done_ || !sink.dones_.empty();
    sink.chunks_.push_back({chunk->kind, chunk->choice, chunk->flags,
                            std::string(view(chunk->mime)), std::string(view(chunk->bytes)),
                            chunk->units, chunk->claimed_ns});
    return sink.chunks_.size() > sink.answer_from_ ? sink.answer_ : static_cast<hxm_status>(HXM_OK);
}

void FakeSink::take_sent(void* ctx, hxm_op /*op*/) {
    const std::lock_guard lock(from(ctx).mutex_);
    ++from(ctx).sents_;
}

// Notified under the lock: the waiter may destroy the sink as soon as it has it.
void FakeSink::take_done(void* ctx, hxm_op /*op*/, hxm_status status, hxm_str /*detail*/) {
    const std::lock_guard lock(from(ctx).mutex_);
    from(ctx).dones_.push_back(status);
    from(ctx).ended_.notify_all();
}

FakeWriter::FakeWriter() : raw{sizeof(hxm_writer), 0, this, take_value, take_metric, take_part} {}

std::vector<std::string> FakeWriter::parts_of(std::uint32_t role) const {
    std::vector<std::string> found;
    for (const RecordedPart& part : parts) {
        if (part.role == role) {
            found.push_back(part.bytes);
        }
    }
    return found;
}

FakeHttp::FakeHttp(const hxm_request* rq)
    : raw{sizeof(hxm_http),   0,         this,           take_target, take_header,
          take_secret_header, take_body, take_body_part, take_wait},
      request(rq) {}

}  // namespace hexameter::test
