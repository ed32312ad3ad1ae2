// Invariants
// 1. Stamps are exact: `intended_ns` is the raw monotonic clock, every other stamp its difference.
// 2. Values keep their order.
#include <fmt/format.h>

#include "store/codec.hpp"
#include "store/codec_key.hpp"
#include "store/event_block.hpp"
#include "store/instants.hpp"
#include "store/json_archive.hpp"
#include "store/little_endian.hpp"

namespace hexameter::detail {
namespace {

constexpr std::size_t size_bytes = 4;

// Neighbouring values of one metric, as earlier builds wrote them into the JSON.
struct ValueGroup {
    std::string metric;
    std::optional<std::string> label;
    std::optional<double> weight;
    std::vector<double> values;
};

// An attempt with its stamp as it is written.
struct WrittenAttempt {
    std::optional<Nanos> sent;
    int http_status = 0;
    std::string error;
};

struct WrittenError {
    ErrorCode code = ErrorCode::none;
    std::string message;
    std::string where;
};

// Stamps as differences from `intended`.
struct WrittenTimeline {
    Timeline timeline;  // no events, no text
    Nanos intended{0};
    std::optional<Nanos> dispatched;
    std::optional<Nanos> sent;
    std::optional<Nanos> first_byte;
    std::optional<Nanos> end;
    std::vector<WrittenAttempt> attempts;
};

struct WrittenIteration {
    IterationRecord record;  // no answer, no values
    std::optional<std::uint32_t> part;
    std::optional<WrittenError> error;
    WrittenTimeline timeline;
    std::optional<std::vector<ValueGroup>> values;
    std::optional<std::vector<std::string>> failed_metrics;
};

std::optional<Nanos> since(Instant intended, std::optional<Instant> at) {
    if (!at.has_value()) return std::nullopt;
    return detail::since(intended, *at);
}

std::optional<Instant> after(Instant intended, std::optional<Nanos> difference) {
    if (!difference.has_value()) return std::nullopt;
    return detail::after(intended, *difference);
}

}  // namespace

static void describe(auto& archive, Is<ValueGroup> auto& group) {
    archive("metric", group.metric);
    archive("label", group.label);
    archive("weight", group.weight);
    archive("values", group.values);
}

static void describe(auto& archive, Is<WrittenAttempt> auto& attempt) {
    archive("sent_ns", attempt.sent);
    archive("http_status", attempt.http_status);
    archive("error", attempt.error);
}

static void describe(auto& archive, Is<WrittenError> auto& error) {
    archive("code", error.code);
    archive("message", error.message);
    archive("where", error.where);
}

static void describe(auto& archive, Is<Usage> auto& usage) {
    archive("input_tokens", usage.input_tokens);
    archive("output_tokens", usage.output_tokens);
    archive("reasoning_tokens", usage.reasoning_tokens);
    archive("cached_tokens", usage.cached_tokens);
}

static void describe(auto& archive, Is<ServerClaim> auto& claim) {
    archive("queue_ns", claim.queue);
    archive("load_ns", claim.load);
    archive("prompt_ns", claim.prompt);
    archive("decode_ns", claim.decode);
    archive("total_ns", claim.total);
}

static void describe(auto& archive, Is<WrittenTimeline> auto& written) {
    auto& timeline = written.timeline;
    archive("intended_ns", written.intended);
    archive("dispatched_ns", written.dispatched);
    archive("sent_ns", written.sent);
    archive("first_byte_ns", written.first_byte);
    archive("end_ns", written.end);
    archive("streamed", timeline.streamed);
    archive("new_connection", timeline.new_connection);
    archive("plugin_time_ns", timeline.plugin_time);
    archive("usage", timeline.usage);
    archive("tokenizer_tokens", timeline.tokenizer_tokens);
    archive("claim", timeline.claim);
    archive("finish_reason", timeline.finish_reason);
    archive("usage_raw", timeline.usage_raw);
    archive("claim_raw", timeline.claim_raw);
    archive("attempts", written.attempts);
}

static void describe(auto& archive, Is<WrittenIteration> auto& written) {
    auto& record = written.record;
    archive("seq", record.seq);
    archive("model", record.model);
    archive("sample", record.sample);
    archive("iteration", record.iteration);
    archive("repetition", record.repetition);
    archive("warmup", record.warmup);
    archive("status", record.status);
    archive("part", written.part);
    archive("error", written.error);
    archive("timeline", written.timeline);
    archive("values", written.values);
    archive("notes", record.notes);
    archive("failed_metrics", written.failed_metrics);
}

namespace {

MetricValues ungrouped(const std::vector<ValueGroup>& groups) {
    MetricValues values;
    for (const auto& group : groups)
        for (const double value : group.values)
            values.push_back(
                {group.metric, group.label.value_or(""), value, group.weight.value_or(1)});
    values.shrink_to_fit();
    return values;
}

WrittenTimeline to_written(const Timeline& timeline) {
    WrittenTimeline written;
    auto& plain = written.timeline;
    plain.streamed = timeline.streamed;
    plain.new_connection = timeline.new_connection;
    plain.plugin_time = timeline.plugin_time;
    plain.usage = timeline.usage;
    plain.tokenizer_tokens = timeline.tokenizer_tokens;
    plain.claim = timeline.claim;
    plain.finish_reason = timeline.finish_reason;
    plain.usage_raw = timeline.usage_raw;
    plain.claim_raw = timeline.claim_raw;
    written.intended = timeline.intended.time_since_epoch();
    if (timeline.dispatched != Instant())
        written.dispatched = timeline.dispatched - timeline.intended;
    written.sent = since(timeline.intended, timeline.sent);
    written.first_byte = since(timeline.intended, timeline.first_byte);
    written.end = since(timeline.intended, timeline.end);
    for (const auto& attempt : timeline.attempts)
        written.attempts.push_back(
            {since(timeline.intended, attempt.sent), attempt.http_status, attempt.error});
    return written;
}

Timeline from_written(WrittenTimeline written) {
    Timeline timeline = std::move(written.timeline);
    timeline.intended = Instant(written.intended);
    timeline.dispatched = after(timeline.intended, written.dispatched).value_or(Instant());
    timeline.sent = after(timeline.intended, written.sent);
    timeline.first_byte = after(timeline.intended, written.first_byte);
    timeline.end = after(timeline.intended, written.end);
    for (auto& attempt : written.attempts)
        timeline.attempts.push_back({after(timeline.intended, attempt.sent), attempt.http_status,
                                     std::move(attempt.error)});
    return timeline;
}

WrittenIteration to_written(const IterationRecord& record) {
    WrittenIteration written;
    auto& plain = written.record;
    plain.seq = record.seq;
    plain.model = record.model;
    plain.sample = record.sample;
    plain.iteration = record.iteration;
    plain.repetition = record.repetition;
    plain.warmup = record.warmup;
    plain.status = record.status;
    plain.notes = record.notes;
    if (record.part > 0) written.part = record.part;
    if (!record.failed_metrics.empty()) written.failed_metrics = record.failed_metrics;
    const auto& error = record.error;
    if (error.code() != ErrorCode::none || !error.text().empty())
        written.error = WrittenError{error.code(), error.message(), error.where()};
    written.timeline = to_written(record.timeline);
    return written;
}

// What encode_iteration put side by side.
struct Parts {
    std::string_view json;
    std::optional<std::string_view> values;  // absent: in the JSON
    std::string_view events;
};

constexpr std::uint32_t values_follow = 1U << 31U;

// Takes a part with its size before it off the bytes; none when they hold less.
std::optional<std::string_view> take_sized(std::string_view& bytes, std::uint32_t flags) {
    if (bytes.size() < size_bytes) return std::nullopt;
    const std::size_t size = load_u32(bytes) & ~flags;
    bytes.remove_prefix(size_bytes);
    if (size > bytes.size()) return std::nullopt;
    const auto part = bytes.substr(0, size);
    bytes.remove_prefix(size);
    return part;
}

Result<Parts> parts_of(std::string_view bytes) {
    Parts parts;
    const auto whole = bytes.size();
    const bool apart = whole >= size_bytes && (load_u32(bytes) & values_follow) != 0;
    const auto json = take_sized(bytes, values_follow);
    if (json && apart) parts.values = take_sized(bytes, 0);
    if (!json || (apart && !parts.values))
        return Error(ErrorCode::io, fmt::format("{} bytes hold no whole iteration", whole));
    parts.json = *json;
    parts.events = bytes;
    return parts;
}

std::string sized(std::string_view part, std::uint32_t flags) {
    std::string bytes(size_bytes, '\0');
    store_u32(bytes.data(), static_cast<std::uint32_t>(part.size()) | flags);
    return bytes.append(part);
}

Result<IterationRecord> decode_head(std::string_view json) {
    auto read = ArchiveIn::record_of<WrittenIteration>(json);
    if (read.has_error()) return read.error();
    auto& written = read.value();
    IterationRecord record = std::move(written.record);
    if (auto& error = written.error; error.has_value())
        record.error = Error(error->code, std::move(error->message), std::move(error->where));
    record.part = written.part.value_or(0);
    if (written.failed_metrics) record.failed_metrics = std::move(*written.failed_metrics);
    record.timeline = from_written(std::move(written.timeline));
    if (written.values) record.values = ungrouped(*written.values);
    return record;
}

}  // namespace

std::string encode_iteration(const IterationRecord& record) {
    return sized(ArchiveOut::text_of(to_written(record)), values_follow) +
           sized(record.values.packed(), 0) + pack_events(record.timeline, record.answer);
}

Result<IterationRecord> decode_iteration(std::string_view bytes, IterationPart part) {
    const auto parts = parts_of(bytes);
    if (parts.has_error()) return parts.error();
    const auto& [json, values, events] = parts.value();
    std::optional<IterationRecord> key;
    if (part == IterationPart::values && values) key = decode_iteration_key(json);
    auto record = key ? Result<IterationRecord>(*std::move(key)) : decode_head(json);
    if (record.has_error()) return record;
    auto& whole = record.value();
    if (values) {
        auto unpacked = MetricValues::unpack(*values);
        if (!unpacked)
            return Error(ErrorCode::io, "its values cannot be read",
                         fmt::format("iteration {}", whole.seq));
        whole.values = *std::move(unpacked);
    }
    if (part != IterationPart::whole) return record;
    if (auto read = unpack_events(events, whole.timeline, whole.answer); read.has_error())
        return read.error().at(fmt::format("iteration {}", whole.seq));
    return record;
}

}  // namespace hexameter::detail
