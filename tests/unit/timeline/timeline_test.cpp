#include "hexameter/timeline.hpp"

#include <gtest/gtest.h>

#include "support/timeline_builder.hpp"
#include "timeline/definitions.hpp"

namespace hexameter {
namespace {

TEST(JoinedText, JoinsOneKindAndChoiceInOrderOfArrival) {
    test::TimelineBuilder builder;
    builder.event(1, "thin", EventKind::reasoning).event(2, "Hel").event(3, "other");
    builder.raw().events.back().choice = 1;
    builder.event(4, "k", EventKind::reasoning).event(5, "lo").event(6, "");
    const Timeline timeline = builder.take();
    EXPECT_EQ(joined_text(timeline, EventKind::content), "Hello");
    EXPECT_EQ(joined_text(timeline, EventKind::reasoning), "think");
    EXPECT_EQ(joined_text(timeline, EventKind::content, 1), "other");
    EXPECT_EQ(joined_text(timeline, EventKind::tool_call), "");
}

TEST(FirstChoiceText, IsOfTheLowestChoiceThatCame) {
    test::TimelineBuilder builder;
    builder.event(1, "third").event(2, "second").event(3, "hm", EventKind::reasoning);
    builder.raw().events[0].choice = 2;
    builder.raw().events[1].choice = 1;
    builder.raw().events[2].choice = 1;
    const auto text_of = [&](EventKind kind) {
        return detail::first_choice_text(builder.take(), kind);
    };
    EXPECT_EQ(text_of(EventKind::content), "second");
    EXPECT_EQ(text_of(EventKind::reasoning), "hm");
    builder.event(4, "");
    EXPECT_EQ(text_of(EventKind::content), "") << "choice 0 has no word";
    EXPECT_EQ(detail::first_choice_text(Timeline(), EventKind::content), "");
}

TEST(JoinedText, TakesPiecesOfABlob) {
    EXPECT_EQ(joined_text(test::TimelineBuilder().piece(1, "ab").piece(2, "cd").take(),
                          EventKind::content),
              "abcd");
}

}  // namespace
}  // namespace hexameter
