#include "run/sink_gate.hpp"

#include <gmock/gmock.h>

#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.hpp"

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;

// A gate for operation 7, as a provider sees it.
class Given {
  public:
    Given() : gate(SinkGate::open(7, recorder, [this](hxm_status s) { ends.push_back(s); })) {}

    hxm_status say(std::string_view text, hxm_op op = 7) {
        hxm_chunk chunk{};
        chunk.struct_size = sizeof(chunk);
        chunk.kind = HXM_CHUNK_CONTENT;
        chunk.bytes = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
        return sink->chunk(sink->ctx, op, &chunk);
    }

    void end(hxm_status status, hxm_op op = 7) { sink->done(sink->ctx, op, status, {}); }

    Recorder recorder;
    std::vector<hxm_status> ends;
    SinkGate& gate;
    const hxm_sink* sink = gate.sink();
};

TEST(SinkGate, StampsOnEntry) {
    Given given;
    const Instant before = now();
    EXPECT_EQ(given.say("a"), HXM_OK);
    const Instant after = now();
    const auto event = given.recorder.timeline().events.at(0);
    EXPECT_EQ(event.source, TimingSource::host_callback);
    EXPECT_GE(event.at, before);
    EXPECT_LE(event.at, after);
    EXPECT_EQ(given.gate.heard_at(), event.at);
    given.gate.close();
}

TEST(SinkGate, KeepsTheFirstSend) {
    Given given;
    given.sink->sent(given.sink->ctx, 7);
    const auto first = given.recorder.timeline().sent;
    given.sink->sent(given.sink->ctx, 7);
    EXPECT_TRUE(first);
    EXPECT_EQ(given.recorder.timeline().sent, first);
    given.gate.close();
}

TEST(SinkGate, HandsOnTheFirstDoneAndTakesNothingAfterIt) {
    Given given;
    EXPECT_EQ(given.say("a"), HXM_OK);
    given.end(HXM_OK);
    const auto at = given.recorder.timeline().end;
    EXPECT_TRUE(at);
    EXPECT_EQ(given.say("b"), HXM_STOP);
    given.end(HXM_E_REMOTE);
    EXPECT_THAT(given.ends, ElementsAre(HXM_OK));
    EXPECT_EQ(given.recorder.timeline().end, at);
    EXPECT_EQ(given.recorder.timeline().text, "a");
    given.gate.close();
}

TEST(SinkGate, RecordsNothingOnceItWasStoppedButHandsOnTheEnd) {
    Given given;
    given.say("a");
    given.gate.stop();
    EXPECT_EQ(given.say("b"), HXM_STOP);
    given.sink->sent(given.sink->ctx, 7);
    given.end(HXM_E_CANCELLED);
    EXPECT_EQ(given.recorder.timeline().text, "a");
    EXPECT_FALSE(given.recorder.timeline().sent);
    EXPECT_FALSE(given.recorder.timeline().end);
    EXPECT_THAT(given.ends, ElementsAre(HXM_E_CANCELLED));
    given.gate.close();
}

TEST(SinkGate, RefusesWhatComesWhenRecorderAndOperationAreGone) {
    const hxm_sink* sink = nullptr;
    {
        Given given;
        sink = given.sink;
        given.gate.close();
    }
    const hxm_chunk chunk{};
    EXPECT_EQ(sink->chunk(sink->ctx, 7, &chunk), HXM_STOP);
    EXPECT_EQ(sink->chunk(sink->ctx, 0, &chunk), HXM_STOP);
    sink->sent(sink->ctx, 7);
    sink->done(sink->ctx, 7, HXM_OK, {});
}

TEST(SinkGate, TakesNothingOfAnEarlierOperationThatHadTheSameGate) {
    const hxm_sink* earlier = nullptr;
    {
        Given given;
        earlier = given.sink;
        given.gate.close();
    }
    Recorder recorder;
    std::vector<hxm_status> ends;
    auto& gate = SinkGate::open(8, recorder, [&](hxm_status s) { ends.push_back(s); });
    ASSERT_EQ(gate.sink(), earlier);
    const hxm_chunk chunk{};
    EXPECT_EQ(earlier->chunk(earlier->ctx, 7, &chunk), HXM_STOP);
    earlier->done(earlier->ctx, 7, HXM_OK, {});
    EXPECT_TRUE(ends.empty());
    EXPECT_EQ(recorder.breach(), "");
    gate.close();
}

// What address and thread sanitizers would tell.
TEST(SinkGate, ClosesWhileAProviderGoesOnTalking) {
    auto given = std::make_unique<Given>();
    const hxm_sink* const sink = given->sink;
    hxm_chunk chunk{};
    chunk.struct_size = sizeof(chunk);
    chunk.kind = HXM_CHUNK_CONTENT;
    std::atomic<bool> talking{false};
    std::thread provider([&] {
        while (sink->chunk(sink->ctx, 7, &chunk) != HXM_STOP) talking = true;
        sink->done(sink->ctx, 7, HXM_OK, {});
    });
    while (!talking) std::this_thread::yield();
    given->gate.close();
    EXPECT_FALSE(given->recorder.timeline().events.empty());
    EXPECT_TRUE(given->ends.empty());
    given.reset();
    provider.join();
}

}  // namespace
}  // namespace hexameter::detail
