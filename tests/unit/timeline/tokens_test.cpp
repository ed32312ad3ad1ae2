#include <gtest/gtest.h>

#include "support/timeline_builder.hpp"
#include "timeline/definitions.hpp"

namespace hexameter::detail {
namespace {

using test::TimelineBuilder;

TEST(HeadlineTokens, TakeUsageBeforeTokenizerBeforeEvents) {
    TimelineBuilder builder;
    builder.tokens(10, 1, 1);
    EXPECT_EQ(headline_tokens(builder.take()).source, TokenSource::events);
    EXPECT_EQ(headline_tokens(builder.take()).count, 10U);
    builder.raw().tokenizer_tokens = 11;
    EXPECT_EQ(headline_tokens(builder.take()).source, TokenSource::tokenizer);
    EXPECT_EQ(headline_tokens(builder.take()).count, 11U);
    builder.usage(12);
    EXPECT_EQ(headline_tokens(builder.take()).source, TokenSource::usage);
    EXPECT_EQ(headline_tokens(builder.take()).count, 12U);
}

TEST(HeadlineTokens, AreNoneWhenNobodyCounts) {
    const auto tokens = headline_tokens(TimelineBuilder().take());
    EXPECT_EQ(tokens.source, TokenSource::none);
    EXPECT_EQ(tokens.count, 0U);
    EXPECT_FALSE(tokens.disagrees);
}

TEST(HeadlineTokens, DisagreeWhenMoreThanOnePercentApart) {
    // 1 of 100 is 1 %, not more; 2 of 100 is.
    EXPECT_FALSE(headline_tokens(TimelineBuilder().tokens(99, 1, 1).usage(100).take()).disagrees);
    EXPECT_TRUE(headline_tokens(TimelineBuilder().tokens(98, 1, 1).usage(100).take()).disagrees);
    EXPECT_FALSE(headline_tokens(TimelineBuilder().tokens(100, 1, 1).usage(99).take()).disagrees);
    TimelineBuilder third;
    third.tokens(100, 1, 1).usage(100).raw().tokenizer_tokens = 90;
    EXPECT_TRUE(headline_tokens(third.take()).disagrees);
}

TEST(HeadlineTokens, DoNotTakeAUsageOfNothingBesideContent) {
    const auto tokens = headline_tokens(TimelineBuilder().tokens(3, 1, 1).usage(0).take());
    EXPECT_EQ(tokens.source, TokenSource::events);
    EXPECT_EQ(tokens.count, 3U);
    EXPECT_TRUE(tokens.disagrees);
    EXPECT_EQ(headline_tokens(TimelineBuilder().usage(0).take()).source, TokenSource::usage);
}

TEST(TokenSource, HasAWord) {
    EXPECT_EQ(to_string(TokenSource::none), "none");
    EXPECT_EQ(to_string(TokenSource::events), "events");
}

}  // namespace
}  // namespace hexameter::detail
