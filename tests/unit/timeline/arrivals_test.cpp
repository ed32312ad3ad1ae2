#include "timeline/arrivals.hpp"

#include <gtest/gtest.h>

#include "support/timeline_builder.hpp"

namespace hexameter::detail {
namespace {

using test::TimelineBuilder;

TEST(Arrivals, PutEventsOfOneStampTogether) {
    TimelineBuilder builder;
    const auto arrivals = arrivals_of(builder.event(10, "a").event(20, "b").event(20, "c").take());
    EXPECT_EQ(arrivals.all, (std::vector<Instant>{builder.moment(10), builder.moment(20)}));
    EXPECT_EQ(arrivals.chunks, 3U);
}

TEST(Arrivals, LeaveOutEmptyEventsAndOtherKinds) {
    const auto arrivals = arrivals_of(
        TimelineBuilder().event(5, "").event(6, "{}", EventKind::other).event(10, "a").take());
    ASSERT_EQ(arrivals.all.size(), 1U);
    EXPECT_EQ(arrivals.chunks, 1U);
    EXPECT_EQ(arrivals.bytes, 1U);
}

TEST(Arrivals, CountPiecesAsChunksAndBytesOnly) {
    TimelineBuilder builder;
    const auto arrivals = arrivals_of(builder.piece(10, "abc").piece(30, "de").take());
    EXPECT_TRUE(arrivals.all.empty());
    EXPECT_FALSE(arrivals.tokens);
    EXPECT_EQ(arrivals.chunks, 2U);
    EXPECT_EQ(arrivals.bytes, 5U);
    EXPECT_EQ(arrivals.last_content, builder.moment(30));
}

TEST(Arrivals, TakeUnitsOfThePeerForTokensElseOnePerEvent) {
    TimelineBuilder builder;
    builder.event(10, "two words").event(20, "x");
    builder.raw().events[0].units = 2;
    EXPECT_EQ(arrivals_of(builder.take()).tokens, 3U);  // 2 + 1
}

TEST(Arrivals, SayNothingOfTokensWhenTheReplyWasNotStreamed) {
    TimelineBuilder builder;
    builder.not_streamed().event(10, "a whole answer");
    EXPECT_FALSE(arrivals_of(builder.take()).tokens);
    builder.raw().events[0].units = 3;
    EXPECT_EQ(arrivals_of(builder.take()).tokens, 3U);
}

TEST(Arrivals, JoinAnEventThatIsStampedBackwardsToTheOneAheadOfIt) {
    TimelineBuilder builder;
    const auto arrivals = arrivals_of(
        builder.event(10, "a").event(20, "b").event(15, "c").event(20, "d").event(30, "e").take());
    EXPECT_EQ(arrivals.all,
              (std::vector<Instant>{builder.moment(10), builder.moment(20), builder.moment(30)}));
    EXPECT_EQ(arrivals.backwards, 1U);
}

}  // namespace
}  // namespace hexameter::detail
