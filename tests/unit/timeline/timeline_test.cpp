#include "hexameter/timeline.hpp"

#include <gtest/gtest.h>

#include "support/timeline_builder.hpp"

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

TEST(JoinedText, TakesPiecesOfABlob) {
    EXPECT_EQ(joined_text(test::TimelineBuilder().piece(1, "ab").piece(2, "cd").take(),
                          EventKind::content),
              "abcd");
}

}  // namespace
}  // namespace hexameter
