#include "run/modality_gate.hpp"

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "support/timeline_builder.hpp"

namespace hexameter::detail {
namespace {

using test::TimelineBuilder;

TEST(AbiTimeline, CountsNeitherPiecesNorEmptyEventsAsTokens) {
    TimelineBuilder builder;
    const auto t = abi_timeline(
        builder.event(5, "").event(10, "a").piece(20, "bytes").event(30, "b").event(40, "").take());
    EXPECT_EQ(t.tokens_by_event, 2U);
    EXPECT_EQ(t.first_content_ns, to_abi_ns(builder.moment(10)));
    EXPECT_EQ(t.last_content_ns, to_abi_ns(builder.moment(30)));
}

TEST(AbiTimeline, LetsTheLastPieceEndTheAnswer) {
    TimelineBuilder builder;
    const auto t = abi_timeline(builder.piece(10, "abc").piece(30, "de").take());
    EXPECT_EQ(t.tokens_by_event, 0U);
    EXPECT_EQ(t.first_content_ns, 0U);
    EXPECT_EQ(t.last_content_ns, to_abi_ns(builder.moment(30)));
}

TEST(AbiTimeline, TakesThePeersUnitsForTokens) {
    TimelineBuilder builder;
    builder.event(10, "two words").event(20, "x");
    builder.raw().events[0].units = 2;
    EXPECT_EQ(abi_timeline(builder.take()).tokens_by_event, 3U);
}

TEST(AbiTimeline, SaysNothingOfTokensWhenTheReplyWasNotStreamed) {
    TimelineBuilder builder;
    const auto t = abi_timeline(builder.not_streamed().event(10, "a whole answer").take());
    EXPECT_EQ(t.tokens_by_event, 0U);
    EXPECT_EQ(t.first_content_ns, to_abi_ns(builder.moment(10)));
}

TEST(AbiTimeline, IsZeroWhereNothingHappened) {
    Timeline nothing;
    const auto t = abi_timeline(nothing);
    EXPECT_EQ(t.struct_size, sizeof(t));
    EXPECT_EQ(t.sent_ns, 0U);
    EXPECT_EQ(t.first_content_ns, 0U);
    EXPECT_EQ(t.last_content_ns, 0U);
    EXPECT_EQ(t.end_ns, 0U);
}

}  // namespace
}  // namespace hexameter::detail
