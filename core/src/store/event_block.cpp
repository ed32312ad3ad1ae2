#include "store/event_block.hpp"

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <memory>

#include "store/instants.hpp"
#include "store/varint.hpp"

namespace hexameter::detail {
namespace {

constexpr std::uint8_t block_version = 1;
constexpr int compression_level = 1;  // the stream of a model is small; speed counts more
constexpr std::uint64_t block_limit_bytes = std::uint64_t{1} << 30U;
constexpr std::size_t smallest_event_bytes = 7;

enum Flag : std::uint8_t { coalesced = 1, piece = 2, has_claim = 4, has_units = 8 };

void write_event(ByteWriter& out, const TimelineEvent& event, std::uint64_t before_ns,
                 std::uint64_t text_end) {
    const bool claims = ns_of(event.claimed) != 0;
    out.byte(static_cast<std::uint8_t>(event.kind));
    out.byte(static_cast<std::uint8_t>(event.source));
    out.byte(static_cast<std::uint8_t>(
        (event.coalesced ? Flag::coalesced : 0) | (event.piece ? Flag::piece : 0) |
        (claims ? Flag::has_claim : 0) | (event.units != 0 ? Flag::has_units : 0)));
    out.difference(ns_of(event.at), before_ns);
    if (claims) out.difference(ns_of(event.claimed), ns_of(event.at));
    if (event.units != 0) out.number(event.units);
    out.difference(event.text_begin, text_end);
    out.number(event.text_size);
    out.number(event.choice);
}

// False when the bytes are no event of ours.
bool read_event(ByteReader& in, TimelineEvent& event, std::uint64_t before_ns,
                std::uint64_t text_end) {
    const auto kind = in.byte();
    const auto source = in.byte();
    const auto flags = in.byte();
    event.kind = static_cast<EventKind>(kind);
    event.source = static_cast<TimingSource>(source);
    event.coalesced = (flags & Flag::coalesced) != 0;
    event.piece = (flags & Flag::piece) != 0;
    event.at = instant_of(in.difference_from(before_ns));
    if ((flags & Flag::has_claim) != 0)
        event.claimed = instant_of(in.difference_from(ns_of(event.at)));
    if ((flags & Flag::has_units) != 0) event.units = in.number();
    const auto begin = in.difference_from(text_end);
    const auto size = in.number();
    const auto choice = in.number();
    event.text_begin = static_cast<std::uint32_t>(begin);
    event.text_size = static_cast<std::uint32_t>(size);
    event.choice = static_cast<std::uint32_t>(choice);
    return in.good() && kind <= static_cast<std::uint8_t>(EventKind::other) &&
           source <= static_cast<std::uint8_t>(TimingSource::child_callback) &&
           event.text_begin == begin && event.text_size == size && event.choice == choice;
}

std::string compress(const std::string& bytes) {
    // A context costs more to make than a record to compress.
    thread_local const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(
        ZSTD_createCCtx(), &ZSTD_freeCCtx);
    std::string block(ZSTD_compressBound(bytes.size()), '\0');
    // With a context and a buffer of that bound it cannot fail.
    block.resize(ZSTD_compressCCtx(context.get(), block.data(), block.size(), bytes.data(),
                                   bytes.size(), compression_level));
    return block;
}

Result<std::string> decompress(std::string_view block) {
    const auto size = ZSTD_getFrameContentSize(block.data(), block.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN)
        return Error(ErrorCode::io, "the events are not a zstd frame");
    if (size > block_limit_bytes)
        return Error(ErrorCode::limit, fmt::format("the events would take {} bytes", size));
    std::string bytes(static_cast<std::size_t>(size), '\0');
    const auto got = ZSTD_decompress(bytes.data(), bytes.size(), block.data(), block.size());
    if (ZSTD_isError(got) != 0 || got != size)
        return Error(ErrorCode::io, "the events cannot be decompressed");
    return bytes;
}

}  // namespace

std::string pack_events(const Timeline& timeline, std::string_view answer) {
    ByteWriter out;
    out.byte(block_version);
    out.number(timeline.events.size());
    auto before_ns = ns_of(timeline.intended);
    std::uint64_t text_end = 0;
    for (const auto& event : timeline.events) {
        write_event(out, event, before_ns, text_end);
        before_ns = ns_of(event.at);
        text_end = std::uint64_t{event.text_begin} + event.text_size;
    }
    out.text(timeline.text);
    out.text(answer);
    return compress(out.bytes());
}

Status unpack_events(std::string_view block, Timeline& timeline, std::string& answer) {
    const auto bytes = decompress(block);
    if (bytes.has_error()) return bytes.error();
    ByteReader in(bytes.value());
    const auto version = in.byte();
    if (version != block_version)
        return Error(ErrorCode::unsupported,
                     fmt::format("the events have format {}, this program reads {}", version,
                                 block_version));
    const auto count = in.number();
    if (count > in.left() / smallest_event_bytes)
        return Error(ErrorCode::io, "the events end too early");
    timeline.events.resize(static_cast<std::size_t>(count));
    auto before_ns = ns_of(timeline.intended);
    std::uint64_t text_end = 0;
    for (auto& event : timeline.events) {
        if (!read_event(in, event, before_ns, text_end))
            return Error(ErrorCode::io, "an event cannot be read");
        before_ns = ns_of(event.at);
        text_end = std::uint64_t{event.text_begin} + event.text_size;
    }
    timeline.text = in.text();
    answer = in.text();
    const bool in_text = std::all_of(
        timeline.events.begin(), timeline.events.end(), [&](const TimelineEvent& event) {
            return std::uint64_t{event.text_begin} + event.text_size <= timeline.text.size();
        });
    if (!in.good() || !in_text) return Error(ErrorCode::io, "the text of the events is not whole");
    return {};
}

}  // namespace hexameter::detail
