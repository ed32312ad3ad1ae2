// Expected values are worked out in the comments; times of the builder are ms, values are ns.
#include "timeline/definitions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "support/timeline_builder.hpp"
#include "timeline_values.hpp"

namespace hexameter::detail {
namespace {

using test::absent;
using test::all;
using test::one;
using test::TimelineBuilder;
using ::testing::ElementsAre;

constexpr double ms = 1e6;

TEST(TimingDefinitions, HaveACardForEveryValueAndEachIdOnce) {
    std::set<std::string> ids;
    for (const auto& card : timing_definitions()) {
        EXPECT_TRUE(ids.insert(card.id).second) << card.id;
        EXPECT_FALSE(card.unit.empty());
        EXPECT_FALSE(card.help.empty());
        EXPECT_EQ(card.origin, "host");
    }
    TimelineBuilder builder;
    builder.intended(-5).tokens(4, 100, 10).usage(4).end(140);
    Timeline& timeline = builder.raw();
    timeline.usage.input_tokens = 7;
    timeline.usage.reasoning_tokens = 0;
    timeline.usage.cached_tokens = 3;
    timeline.tokenizer_tokens = 4;
    std::set<std::string> measured;
    for (const auto& value : timing_values(timeline)) measured.emplace(value.metric);
    EXPECT_EQ(measured, ids);
}

TEST(TimingValues, OfANormalStream) {
    // Sent at 0, wanted at -5; events at 100, 110, 130, 170; n = 4 by usage; transport ends at 180.
    TimelineBuilder builder;
    builder.intended(-5).event(100, "ab").event(110, "c").event(130, "d").event(170, "efg");
    builder.usage(4).end(180);
    builder.raw().plugin_time = Nanos{1234};
    const Timeline timeline = builder.take();
    EXPECT_EQ(one(timeline, "ttft"), 100 * ms);
    EXPECT_EQ(one(timeline, "ttfo"), 100 * ms);
    EXPECT_EQ(one(timeline, "ttft_intended"), 105 * ms);
    EXPECT_THAT(all(timeline, "itl"), ElementsAre(10 * ms, 20 * ms, 40 * ms));
    EXPECT_DOUBLE_EQ(*one(timeline, "tpot"), 70 * ms / 3);      // (170 - 100) / (4 - 1)
    EXPECT_DOUBLE_EQ(*one(timeline, "tps_decode"), 3 / 0.070);  // 3 tokens in 70 ms
    EXPECT_DOUBLE_EQ(*one(timeline, "tps_e2e"), 4 / 0.170);     // 4 tokens in 170 ms
    EXPECT_EQ(one(timeline, "total"), 170 * ms);
    EXPECT_EQ(one(timeline, "total_intended"), 175 * ms);
    EXPECT_EQ(one(timeline, "transport_end"), 180 * ms);
    EXPECT_EQ(one(timeline, "connect_and_queue"), 5 * ms);
    EXPECT_EQ(one(timeline, "output_tokens"), 4);
    EXPECT_EQ(one(timeline, "events_tokens"), 4);
    EXPECT_EQ(one(timeline, "usage_tokens"), 4);
    EXPECT_TRUE(absent(timeline, "tokenizer_tokens"));
    EXPECT_EQ(one(timeline, "chunks"), 4);
    EXPECT_EQ(one(timeline, "bytes"), 7);
    EXPECT_EQ(one(timeline, "plugin_time"), 1234);
}

TEST(TimingValues, WithoutAnyContent) {
    const Timeline timeline = TimelineBuilder().event(50, "").end(60).take();
    for (const char* id : {"ttft", "ttfo", "itl", "tpot", "tps_decode", "tps_e2e", "total",
                           "total_intended", "ttft_intended", "output_tokens", "events_tokens"})
        EXPECT_TRUE(absent(timeline, id)) << id;
    EXPECT_EQ(one(timeline, "transport_end"), 60 * ms);
    EXPECT_EQ(one(timeline, "chunks"), 0);
}

TEST(TimingValues, OfOneTokenHaveNoGapAndNoTimePerToken) {
    const Timeline timeline = TimelineBuilder().event(80, "x").usage(1).take();
    EXPECT_EQ(one(timeline, "ttft"), 80 * ms);
    EXPECT_EQ(one(timeline, "total"), 80 * ms);
    EXPECT_DOUBLE_EQ(*one(timeline, "tps_e2e"), 1 / 0.080);
    for (const char* id : {"itl", "tpot", "tps_decode"}) EXPECT_TRUE(absent(timeline, id)) << id;
}

TEST(TimingValues, OfReasoningAloneHaveNoTimeToOutput) {
    const Timeline timeline = TimelineBuilder()
                                  .event(10, "hm", EventKind::reasoning)
                                  .event(30, "so", EventKind::reasoning)
                                  .take();
    EXPECT_EQ(one(timeline, "ttft"), 10 * ms);
    EXPECT_TRUE(absent(timeline, "ttfo"));
    EXPECT_THAT(all(timeline, "itl"), ElementsAre(20 * ms));
    EXPECT_EQ(one(timeline, "total"), 30 * ms);
}

TEST(TimingValues, OfReasoningThenAnAnswerTellTheFirstOutputApart) {
    const Timeline timeline = TimelineBuilder()
                                  .event(10, "hm", EventKind::reasoning)
                                  .event(30, "", EventKind::content)
                                  .event(50, "yes")
                                  .take();
    EXPECT_EQ(one(timeline, "ttft"), 10 * ms);
    EXPECT_EQ(one(timeline, "ttfo"), 50 * ms);
    EXPECT_THAT(all(timeline, "itl"), ElementsAre(40 * ms));
}

TEST(TimingValues, CountAToolCallAsOutput) {
    const Timeline timeline =
        TimelineBuilder().event(25, "{\"name\":\"f\"}", EventKind::tool_call).take();
    EXPECT_EQ(one(timeline, "ttft"), 25 * ms);
    EXPECT_EQ(one(timeline, "ttfo"), 25 * ms);
}

TEST(TimingValues, OfAnAnswerInOneArrivalHaveNoRateOfDecoding) {
    const Timeline timeline =
        TimelineBuilder().event(40, "a").event(40, "b").event(40, "c").usage(3).take();
    EXPECT_EQ(one(timeline, "ttft"), 40 * ms);
    EXPECT_DOUBLE_EQ(*one(timeline, "tps_e2e"), 3 / 0.040);
    for (const char* id : {"itl", "tpot", "tps_decode"}) EXPECT_TRUE(absent(timeline, id)) << id;
}

TEST(TimingValues, TakeEventsOfOneStampAsOneArrival) {
    // Arrivals at 10, 30, 60; five events; no usage, so n = 5.
    const Timeline timeline = TimelineBuilder()
                                  .event(10, "a")
                                  .event(30, "b")
                                  .event(30, "c")
                                  .event(30, "d")
                                  .event(60, "e")
                                  .take();
    EXPECT_THAT(all(timeline, "itl"), ElementsAre(20 * ms, 30 * ms));
    EXPECT_EQ(one(timeline, "output_tokens"), 5);
    EXPECT_DOUBLE_EQ(*one(timeline, "tpot"), 50 * ms / 4);
}

TEST(TimingValues, TakeUsageForTheHeadlineWhenItDisagrees) {
    // Speculative decoding: 2 events carry 5 tokens, so TPOT is 40 ms / 4, not 40 ms / 1.
    const Timeline timeline = TimelineBuilder().event(10, "abc").event(50, "de").usage(5).take();
    EXPECT_EQ(one(timeline, "output_tokens"), 5);
    EXPECT_EQ(one(timeline, "events_tokens"), 2);
    EXPECT_DOUBLE_EQ(*one(timeline, "tpot"), 10 * ms);
}

TEST(TimingValues, OfAReplyThatWasNotStreamed) {
    const Timeline timeline =
        TimelineBuilder().not_streamed().event(200, "answer").usage(20).end(201).take();
    for (const char* id :
         {"ttft", "ttfo", "itl", "tpot", "tps_decode", "ttft_intended", "events_tokens"})
        EXPECT_TRUE(absent(timeline, id)) << id;
    EXPECT_EQ(one(timeline, "total"), 200 * ms);
    EXPECT_DOUBLE_EQ(*one(timeline, "tps_e2e"), 100);  // 20 tokens in 0.2 s
}

TEST(TimingValues, TakePiecesOfABlobNeitherForArrivalsNorForTokens) {
    const Timeline timeline =
        TimelineBuilder().event(10, "head").piece(20, "blob").piece(90, "blob").take();
    EXPECT_TRUE(absent(timeline, "itl"));
    EXPECT_EQ(one(timeline, "output_tokens"), 1);
    EXPECT_EQ(one(timeline, "chunks"), 3);
    EXPECT_EQ(one(timeline, "total"), 90 * ms);  // the medium is whole with its last piece
}

TEST(TimingValues, OfARequestThatFailedMidwayAreWhatWasMeasured) {
    const Timeline timeline = TimelineBuilder().tokens(3, 10, 5).end(900).take();
    EXPECT_EQ(one(timeline, "ttft"), 10 * ms);
    EXPECT_EQ(one(timeline, "total"), 20 * ms);
    EXPECT_EQ(one(timeline, "transport_end"), 900 * ms);
}

TEST(TimingValues, OfARequestThatWasNeverSentAreNone) {
    Timeline timeline;
    timeline.streamed = true;
    timeline.intended = Instant{Nanos{5}};
    EXPECT_TRUE(timing_values(timeline).empty());
}

TEST(TimingValues, LeaveOutADifferenceThatWouldBeNegative) {
    // First event 5 ms before the send, end before the last content, sent before it was wanted.
    const Timeline timeline =
        TimelineBuilder().intended(3).event(-5, "a").event(20, "b").end(15).take();
    for (const char* id : {"ttft", "ttft_intended", "transport_end", "connect_and_queue"})
        EXPECT_TRUE(absent(timeline, id)) << id;
    EXPECT_EQ(one(timeline, "total"), 20 * ms);
}

}  // namespace
}  // namespace hexameter::detail
