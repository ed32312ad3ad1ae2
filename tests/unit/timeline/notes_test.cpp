#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/timeline_builder.hpp"
#include "timeline/definitions.hpp"

namespace hexameter::detail {
namespace {

using test::TimelineBuilder;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

TEST(TimelineNotes, AreNoneForANormalStream) {
    EXPECT_THAT(timeline_notes(TimelineBuilder().tokens(5, 10, 10).usage(5).end(60).take()),
                IsEmpty());
}

TEST(TimelineNotes, NameEveryCountWhenTheyDisagree) {
    EXPECT_THAT(timeline_notes(TimelineBuilder().tokens(23, 10, 1).usage(24).take()),
                ElementsAre("usage says 24 tokens, events stand for 23 tokens; headline: usage"));
}

TEST(TimelineNotes, SayWhenNothingCame) {
    EXPECT_THAT(timeline_notes(TimelineBuilder().end(10).take()),
                ElementsAre(StartsWith("no content came")));
}

TEST(TimelineNotes, SayWhenOnlyReasoningCame) {
    EXPECT_THAT(timeline_notes(TimelineBuilder().event(1, "hm", EventKind::reasoning).take()),
                ElementsAre(StartsWith("only reasoning came")));
}

TEST(TimelineNotes, SayWhenAllCameInOneArrival) {
    EXPECT_THAT(timeline_notes(TimelineBuilder().event(9, "a").event(9, "b").take()),
                ElementsAre(StartsWith("the whole answer came in one arrival")));
    EXPECT_THAT(timeline_notes(TimelineBuilder().event(9, "a").usage(1).take()), IsEmpty());
}

TEST(TimelineNotes, DoNotCallPiecesThatCameLaterOneArrival) {
    TimelineBuilder builder;
    builder.event(9, "{}", EventKind::tool_call).piece(10, "{").piece(11, "}").usage(20);
    EXPECT_THAT(timeline_notes(builder.take()),
                Contains(StartsWith("pieces of a tool call or a blob are no arrivals")));
    EXPECT_THAT(timeline_notes(builder.take()), Not(Contains(HasSubstr("the whole answer came"))));
    TimelineBuilder together;
    together.event(9, "{}", EventKind::tool_call).piece(9, "{}").usage(20);
    EXPECT_THAT(timeline_notes(together.take()),
                Contains(StartsWith("the whole answer came in one arrival")));
}

TEST(TimelineNotes, LeaveSharedAndDoubtfulStampsToTheEvents) {
    TimelineBuilder builder;
    builder.event(1, "a").event(2, "b").event(2, "c").event(2, "d");
    builder.raw().events.back().coalesced = true;
    EXPECT_THAT(timeline_notes(builder.take()), IsEmpty());
}

TEST(TimelineNotes, TellChoicesAndAttempts) {
    TimelineBuilder builder;
    builder.event(1, "a").event(2, "b");
    builder.raw().events.back().choice = 1;
    builder.raw().attempts.resize(2);
    EXPECT_THAT(timeline_notes(builder.take()),
                ElementsAre(StartsWith("2 choices"), StartsWith("2 attempts")));
}

TEST(TimelineNotes, CountChoicesThatCameAndNotTheirNumbers) {
    TimelineBuilder builder;
    builder.event(1, "a").event(2, "b");
    for (auto& event : builder.raw().events) event.choice = 4'294'967'295;
    EXPECT_THAT(timeline_notes(builder.take()), IsEmpty());
    builder.event(3, "c").event(4, "d");
    builder.raw().events[2].choice = 7;
    EXPECT_THAT(timeline_notes(builder.take()), ElementsAre(StartsWith("3 choices: ")));
}

TEST(TimelineNotes, SayThatTextIsNoUtf8UnlessItsPiecesMakeIt) {
    const auto note = Contains(StartsWith("the answer has bytes that are no UTF-8"));
    EXPECT_THAT(timeline_notes(TimelineBuilder().event(1, "a\xFF").event(2, "b").take()), note);
    EXPECT_THAT(timeline_notes(TimelineBuilder().event(1, "\xC3").event(2, "b").take()), note);
    EXPECT_THAT(timeline_notes(TimelineBuilder().event(1, "\xC3").event(2, "\xA9").take()),
                IsEmpty());
    TimelineBuilder builder;
    builder.event(1, "\xC3").event(2, "b").event(3, "\xA9");
    builder.raw().events[1].choice = 1;
    EXPECT_THAT(timeline_notes(builder.take()), Not(note));
    builder.raw().events[2].choice = 1;
    EXPECT_THAT(timeline_notes(builder.take()), note);
}

TEST(TimelineNotes, SayThatAModelWasLoaded) {
    TimelineBuilder builder;
    builder.event(9, "a").raw().claim.load = std::chrono::milliseconds(100);
    EXPECT_THAT(timeline_notes(builder.take()), Contains(StartsWith("cold: ")));
    builder.raw().claim.load = std::chrono::milliseconds(99);
    EXPECT_THAT(timeline_notes(builder.take()), Not(Contains(StartsWith("cold: "))));
}

TEST(TimelineNotes, OwnABrokenInvariantAsTheEnginesFault) {
    const auto fault = [](const std::string& what) {
        return Contains(testing::AllOf(StartsWith("engine fault: "), HasSubstr(what)));
    };
    EXPECT_THAT(timeline_notes(TimelineBuilder().event(20, "a").event(15, "b").take()),
                fault("1 event is stamped before one that came ahead"));
    EXPECT_THAT(timeline_notes(TimelineBuilder().event(-5, "a").take()),
                fault("first event is stamped 5000000 ns before"));
    EXPECT_THAT(timeline_notes(TimelineBuilder().event(9, "a").end(8).take()),
                fault("end is stamped 1000000 ns before the last content"));
    EXPECT_THAT(timeline_notes(TimelineBuilder().end(-1).take()),
                fault("end is stamped 1000000 ns before the request"));
    EXPECT_THAT(timeline_notes(TimelineBuilder().intended(2).event(9, "a").take()),
                fault("request was sent 2000000 ns before its intended time"));
    TimelineBuilder early_byte;
    early_byte.event(9, "a").raw().first_byte = early_byte.moment(-3);
    EXPECT_THAT(timeline_notes(early_byte.take()), fault("first byte is stamped 3000000 ns"));
    TimelineBuilder unsent;
    unsent.event(9, "a").raw().sent.reset();
    EXPECT_THAT(timeline_notes(unsent.take()), fault("without a send stamp"));
}

}  // namespace
}  // namespace hexameter::detail
