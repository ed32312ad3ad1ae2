#include "run/recorder.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

hxm_chunk chunk_of(std::uint32_t kind, std::string_view text) {
    hxm_chunk chunk{};
    chunk.struct_size = sizeof(chunk);
    chunk.kind = kind;
    chunk.bytes = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    return chunk;
}

hxm_status give(const Recorder& recorder, const hxm_chunk& chunk) {
    return recorder.sink()->chunk(recorder.sink()->ctx, 1, &chunk);
}

hxm_status give(const Recorder& recorder, std::uint32_t kind, std::string_view text) {
    return give(recorder, chunk_of(kind, text));
}

TEST(Recorder, KeepsEachKindOfEventWithItsText) {
    Recorder recorder;
    EXPECT_EQ(give(recorder, HXM_CHUNK_REASONING, "hmm"), HXM_OK);
    EXPECT_EQ(give(recorder, HXM_CHUNK_CONTENT, "an"), HXM_OK);
    EXPECT_EQ(give(recorder, HXM_CHUNK_TOOL_CALL, "{}"), HXM_OK);
    EXPECT_EQ(give(recorder, HXM_CHUNK_CONTENT, "swer"), HXM_OK);
    const auto& timeline = recorder.timeline();
    ASSERT_THAT(timeline.events, SizeIs(4));
    EXPECT_EQ(timeline.events[0].kind, EventKind::reasoning);
    EXPECT_EQ(timeline.events[2].kind, EventKind::tool_call);
    EXPECT_EQ(timeline.text_of(timeline.events[0]), "hmm");
    EXPECT_EQ(timeline.text_of(timeline.events[3]), "swer");
    EXPECT_EQ(joined_text(timeline, EventKind::content), "answer");
}

TEST(Recorder, KeepsWhatIsNoEventApart) {
    Recorder recorder;
    give(recorder, HXM_CHUNK_USAGE, R"({"output_tokens":1})");
    give(recorder, HXM_CHUNK_USAGE, R"({"output_tokens":2})");
    give(recorder, HXM_CHUNK_CLAIM, R"({"total_ns":5})");
    give(recorder, HXM_CHUNK_FINISH, "length");
    give(recorder, HXM_CHUNK_RECORD, R"({"id":"a"})");
    give(recorder, HXM_CHUNK_RECORD, R"({"id":"b"})");
    EXPECT_EQ(give(recorder, HXM_CHUNK_PROGRESS, R"({"share":0.5})"), HXM_OK);
    const auto& timeline = recorder.timeline();
    EXPECT_THAT(timeline.events, IsEmpty());
    EXPECT_EQ(timeline.usage_raw, R"({"output_tokens":2})");
    EXPECT_EQ(timeline.claim_raw, R"({"total_ns":5})");
    EXPECT_EQ(timeline.finish_reason, "length");
    EXPECT_THAT(recorder.records(), ElementsAre(R"({"id":"a"})", R"({"id":"b"})"));
    EXPECT_EQ(recorder.breach(), "");
}

TEST(Recorder, KeepsWhatAChunkSaysOfItself) {
    Recorder recorder;
    auto chunk = chunk_of(HXM_CHUNK_CONTENT, "x");
    chunk.choice = 2;
    chunk.units = 3;
    chunk.claimed_ns = 1'000;
    chunk.flags = HXM_CHUNK_PIECE;
    give(recorder, chunk);
    const auto& event = recorder.timeline().events.at(0);
    EXPECT_EQ(event.choice, 2u);
    EXPECT_EQ(event.units, 3u);
    EXPECT_EQ(event.claimed, Instant(Nanos(1'000)));
    EXPECT_TRUE(event.piece);
}

TEST(Recorder, CountsAnAnswerThatCameWholeAsNotStreamed) {
    Recorder recorder;
    recorder.timeline().streamed = true;
    give(recorder, HXM_CHUNK_CONTENT, "a");
    EXPECT_TRUE(recorder.timeline().streamed);
    auto chunk = chunk_of(HXM_CHUNK_CONTENT, "answer");
    chunk.flags = HXM_CHUNK_WHOLE;
    give(recorder, chunk);
    EXPECT_FALSE(recorder.timeline().streamed);
    EXPECT_FALSE(recorder.timeline().events.back().piece);
}

TEST(Recorder, StampsWithTheStampOfTheWire) {
    Recorder recorder;
    recorder.set_wire_stamp({Instant(Nanos(42)), TimingSource::kernel_rx, true});
    give(recorder, HXM_CHUNK_CONTENT, "b");
    const auto wire = recorder.timeline().events.at(0);
    EXPECT_EQ(wire.at, Instant(Nanos(42)));
    EXPECT_EQ(wire.source, TimingSource::kernel_rx);
    EXPECT_TRUE(wire.coalesced);
}

TEST(Recorder, ReadsAChunkOfAnOlderPluginThatEndsAfterItsBytes) {
    Recorder recorder;
    auto chunk = chunk_of(HXM_CHUNK_CONTENT, "short");
    chunk.units = 99;
    chunk.struct_size = offsetof(hxm_chunk, units);
    EXPECT_EQ(give(recorder, chunk), HXM_OK);
    EXPECT_EQ(recorder.timeline().events.at(0).units, 0u);
    EXPECT_EQ(recorder.timeline().text, "short");
}

TEST(Recorder, RefusesAChunkThatIsCutShort) {
    Recorder recorder;
    auto chunk = chunk_of(HXM_CHUNK_CONTENT, "x");
    chunk.struct_size = offsetof(hxm_chunk, bytes);
    EXPECT_EQ(give(recorder, chunk), HXM_E_ARG);
    EXPECT_THAT(recorder.breach(), HasSubstr("cut short"));
    EXPECT_THAT(recorder.timeline().events, IsEmpty());
}

TEST(Recorder, RefusesAnAbsentChunkAndOneWithoutItsBytes) {
    Recorder recorder;
    EXPECT_EQ(recorder.sink()->chunk(recorder.sink()->ctx, 1, nullptr), HXM_E_ARG);
    EXPECT_NE(recorder.breach(), "");
    auto chunk = chunk_of(HXM_CHUNK_CONTENT, "");
    chunk.bytes = {nullptr, 5};
    EXPECT_EQ(give(recorder, chunk), HXM_E_ARG);
    EXPECT_THAT(recorder.breach(), HasSubstr("without its bytes"));
}

TEST(Recorder, RefusesAKindThatThereIsNot) {
    Recorder recorder;
    EXPECT_EQ(give(recorder, 77, "x"), HXM_E_ARG);
    EXPECT_THAT(recorder.breach(), HasSubstr("unknown kind 77"));
}

TEST(Recorder, RefusesAnAnswerThatGrowsPastTheLimit) {
    Recorder recorder;
    const std::string mebibyte(1u << 20, 'x');
    for (std::uint64_t i = 0; i < Recorder::max_text_bytes >> 20; ++i)
        ASSERT_EQ(give(recorder, HXM_CHUNK_CONTENT, mebibyte), HXM_OK);
    EXPECT_EQ(give(recorder, HXM_CHUNK_CONTENT, "y"), HXM_E_LIMIT);
    EXPECT_THAT(recorder.breach(), HasSubstr("256 MiB"));
    EXPECT_EQ(recorder.timeline().text.size(), Recorder::max_text_bytes);
}

TEST(Recorder, EndsAnAnswerInMorePiecesThanAnyHas) {
    Recorder recorder;
    recorder.reserve(Recorder::max_events);
    for (std::size_t i = 0; i < Recorder::max_events; ++i)
        ASSERT_EQ(give(recorder, HXM_CHUNK_CONTENT, "x"), HXM_OK);
    EXPECT_EQ(give(recorder, HXM_CHUNK_CONTENT, "x"), HXM_E_LIMIT);
    EXPECT_THAT(recorder.breach(), HasSubstr("4194304 pieces"));
}

TEST(Recorder, TellsTheProviderToStopOnceItWasStopped) {
    Recorder recorder;
    give(recorder, HXM_CHUNK_CONTENT, "a");
    recorder.stop();
    EXPECT_EQ(give(recorder, HXM_CHUNK_CONTENT, "b"), HXM_STOP);
    EXPECT_EQ(recorder.timeline().text, "a");
}

TEST(Recorder, LeavesSendAndEndOfACodecToTheTransport) {
    Recorder recorder;
    recorder.sink()->sent(recorder.sink()->ctx, 1);
    recorder.sink()->done(recorder.sink()->ctx, 1, HXM_OK, {});
    EXPECT_FALSE(recorder.timeline().sent);
    EXPECT_FALSE(recorder.timeline().end);
}

TEST(Recorder, TellsItsListenerOfEveryEvent) {
    Recorder recorder;
    std::vector<std::string> heard;
    recorder.listen([&](EventKind kind, std::string_view text, Instant at) {
        EXPECT_EQ(at, recorder.timeline().events.back().at);
        heard.push_back(std::string(to_string(kind)) + " " + std::string(text));
    });
    give(recorder, HXM_CHUNK_REASONING, "a");
    give(recorder, HXM_CHUNK_USAGE, "{}");
    give(recorder, HXM_CHUNK_CONTENT, "b");
    EXPECT_THAT(heard, ElementsAre("reasoning a", "content b"));
}

}  // namespace
}  // namespace hexameter::detail
