#include "hexameter/sdk/sse.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hexameter::sdk {
namespace {

using Events = std::vector<std::string>;

Events split(const std::vector<std::string_view>& pieces, bool flush = false) {
    SseSplitter splitter;
    Events events;
    const auto take = [&](const SseEvent& event) {
        events.push_back(std::string(event.event) + "|" + std::string(event.data));
        return Status::ok;
    };
    for (const std::string_view piece : pieces) {
        // A copy that dies at once: a splitter that keeps a view into it is caught by asan.
        const std::string own(piece);
        EXPECT_EQ(splitter.feed(own, take), Status::ok);
    }
    if (flush) {
        EXPECT_EQ(splitter.flush(take), Status::ok);
    }
    return events;
}

TEST(SseSplitter, GivesTheSameEventsAtEverySplitIntoThree) {
    const std::string wire =
        "\xEF\xBB\xBF"
        "data: one\n\n"
        ": a comment\n"
        "event: named\r\ndata:two\r\ndata: lines\r\n\r\n"
        "data\n\n"
        "id: 7\ndata:  spaced \n\n\n"
        "unknown: x\rdata: cr\r\r"
        "data: [DONE]\n\n";
    const Events expected{"|one", "named|two\nlines", "|", "| spaced ", "|cr", "|[DONE]"};
    EXPECT_EQ(split({wire}), expected);
    for (std::size_t i = 0; i <= wire.size(); ++i) {
        for (std::size_t j = i; j <= wire.size(); ++j) {
            const std::string_view all = wire;
            ASSERT_EQ(split({all.substr(0, i), all.substr(i, j - i), all.substr(j)}), expected)
                << i << ", " << j;
        }
    }
}

TEST(SseSplitter, GivesTheSameEventsByteByByte) {
    const std::string wire = "data: a\r\ndata: b\r\n\r\nevent: e\ndata: c\n\n";
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < wire.size(); ++i) {
        bytes.push_back(std::string_view(wire).substr(i, 1));
    }
    EXPECT_EQ(split(bytes), (Events{"|a\nb", "e|c"}));
}

// The examples of the WHATWG standard, section 9.2.6.
TEST(SseSplitter, FollowsTheExamplesOfTheStandard) {
    EXPECT_EQ(split({"data: YHOO\ndata: +2\ndata: 10\n\n"}), Events{"|YHOO\n+2\n10"});
    EXPECT_EQ(split({": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n"
                     "data:  third event\n\n"}),
              (Events{"|first event", "|second event", "| third event"}));
    EXPECT_EQ(split({"data\n\ndata\ndata\n\ndata:"}), (Events{"|", "|\n"}));
    EXPECT_EQ(split({"data:test\n\ndata: test\n\n"}), (Events{"|test", "|test"}));
}

TEST(SseSplitter, DropsAnUnfinishedEventUnlessFlushed) {
    EXPECT_TRUE(split({"data: late\n"}).empty());
    EXPECT_EQ(split({"data: late\n"}, true), Events{"|late"});
    EXPECT_EQ(split({"data: no line end"}, true), Events{"|no line end"});
    EXPECT_TRUE(split({"data: x\n\n"}, true).size() == 1);
}

TEST(SseSplitter, HandsOnTheStopAndLosesTheRest) {
    SseSplitter splitter;
    int taken = 0;
    const auto stop = [&](const SseEvent&) {
        ++taken;
        return Status::complete;
    };
    EXPECT_EQ(splitter.feed("data: [DONE]\n\ndata: more\n\n", stop), Status::complete);
    EXPECT_EQ(taken, 1);
}

TEST(SseSplitter, RefusesAnEventThatGrowsPastItsLimit) {
    SseSplitter splitter(16);
    const auto take = [](const SseEvent&) { return Status::ok; };
    EXPECT_EQ(splitter.feed("data: 0123456\n", take), Status::ok);
    EXPECT_THROW(static_cast<void>(splitter.feed("data: 0123456789\n", take)), Error);
}

}  // namespace
}  // namespace hexameter::sdk
