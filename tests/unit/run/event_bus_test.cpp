#include "run/event_bus.hpp"

#include <gmock/gmock.h>

#include <future>
#include <string>

#include "rig.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::EventLog;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int past_the_limit = 70'000;

BusItem token(std::string text, std::uint32_t iteration = 1, std::uint32_t lane = 0) {
    BusItem item;
    item.type = RunEventType::token;
    item.lane = lane;
    item.current = iteration;
    item.text = std::move(text);
    return item;
}

BusItem start(std::uint32_t iteration) {
    BusItem item;
    item.type = RunEventType::iteration_start;
    item.current = iteration;
    return item;
}

// Holds the observers' thread inside its first event until it is let go.
class SlowLog : public EventLog {
  public:
    SlowLog() {
        then([this](const RunEvent&) {
            if (held_) return;
            held_ = true;
            entered_.set_value();
            gate_.get_future().wait();
        });
    }

    void wait_until_held() { entered_.get_future().wait(); }

    void let_go() { gate_.set_value(); }

    [[nodiscard]] std::string text_of(std::uint32_t iteration, bool warmup = false) const {
        std::string text;
        for (const auto& event : of(RunEventType::token))
            if (event.current == iteration && event.warmup == warmup) text += event.text;
        return text;
    }

    [[nodiscard]] std::uint64_t joined() const {
        std::uint64_t sum = 0;
        for (const auto& event : of(RunEventType::token)) sum += event.joined;
        return sum;
    }

  private:
    bool held_ = false;  // the observers' thread
    std::promise<void> entered_;
    std::promise<void> gate_;
};

TEST(EventBus, DeliversInOrderWithTheNamesOfRunAndModel) {
    EventLog log;
    {
        EventBus bus("run-1", {"first", "second"}, {&log});
        bus.push(start(1));
        bus.push(token("a", 1, 1));
        bus.push(token("b", 1, 1));
        BusItem error;
        error.lane = EventBus::whole_run;
        error.text = "all of it";
        bus.push(std::move(error));
    }
    const auto events = log.events();
    ASSERT_THAT(events, SizeIs(4));
    EXPECT_EQ(events[0].run, "run-1");
    EXPECT_EQ(events[0].model, "first");
    EXPECT_EQ(events[1].model, "second");
    EXPECT_EQ(events[1].text, "a");
    EXPECT_EQ(events[2].text, "b");
    EXPECT_EQ(events[3].type, RunEventType::error);
    EXPECT_EQ(events[3].model, "");
    EXPECT_EQ(events[3].text, "all of it");
}

TEST(EventBus, GivesTokensToThoseWhoWantThem) {
    EventLog with(true);
    EventLog without(false);
    {
        EventBus bus("r", {"m"}, {&with, &without});
        EXPECT_TRUE(bus.wants_tokens());
        bus.push(start(1));
        bus.push(token("a"));
    }
    EXPECT_THAT(with.events(), SizeIs(2));
    EXPECT_THAT(without.events(), SizeIs(1));
    EventLog alone(false);
    EXPECT_FALSE(EventBus("r", {"m"}, {&alone}).wants_tokens());
}

TEST(EventBus, WithoutObserversTakesEverythingAndDeliversNothing) {
    EventBus bus("r", {"m"}, {});
    EXPECT_FALSE(bus.has_observers());
    EXPECT_FALSE(bus.wants_tokens());
    bus.push(start(1));
}

TEST(EventBus, LosesNothingWhenAnObserverIsSlow) {
    SlowLog log;
    {
        EventBus bus("r", {"m"}, {&log});
        bus.push(start(0));
        log.wait_until_held();
        for (std::uint32_t i = 1; i <= 1000; ++i) {
            bus.push(start(i));
            bus.push(token("t", i));
        }
        log.let_go();
    }
    EXPECT_THAT(log.of(RunEventType::iteration_start), SizeIs(1001));
    EXPECT_THAT(log.of(RunEventType::token), SizeIs(1000));
}

TEST(EventBus, JoinsTokensPastTheLimitAndKeepsAllOfTheirText) {
    SlowLog log;
    std::string expected;
    {
        EventBus bus("r", {"m"}, {&log});
        bus.push(start(0));
        log.wait_until_held();
        for (int i = 0; i < past_the_limit; ++i) {
            const std::string text(1, static_cast<char>('a' + i % 26));
            expected += text;
            bus.push(token(text));
            if (i % 1000 == 0) bus.push(start(static_cast<std::uint32_t>(i)));
        }
        log.let_go();
    }
    const auto tokens = log.of(RunEventType::token);
    EXPECT_LT(tokens.size(), static_cast<std::size_t>(past_the_limit));
    EXPECT_EQ(log.text_of(1), expected);
    EXPECT_EQ(log.joined(), static_cast<std::uint64_t>(past_the_limit));
    // Nothing but tokens is ever joined.
    EXPECT_THAT(log.of(RunEventType::iteration_start), SizeIs(past_the_limit / 1000 + 1));
}

TEST(EventBus, JoinsNoTokensOfDifferentIterationsKindsOrWarmups) {
    SlowLog log;
    {
        EventBus bus("r", {"m", "n"}, {&log});
        bus.push(start(0));
        log.wait_until_held();
        for (int i = 0; i < past_the_limit; ++i) bus.push(token("-", 9));
        auto warm = token("w");
        warm.warmup = true;
        auto thought = token("r");
        thought.kind = EventKind::reasoning;
        for (const auto& item : {token("1"), warm, token("2", 2), token("x", 1, 1), token("1"),
                                 warm, thought, token("1"), thought})
            bus.push(item);
        log.let_go();
    }
    std::vector<std::string> texts;
    for (const auto& event : log.of(RunEventType::token))
        if (event.current != 9) texts.push_back(event.text);
    EXPECT_THAT(texts, ElementsAre("11", "ww", "2", "x", "r", "1", "r"));
}

TEST(EventBus, LeavesOutTokensPastTheByteLimitAndTellsOfEachGap) {
    const std::string mebibyte(1u << 20, 'x');
    constexpr std::uint32_t pushed = 100;
    SlowLog log;
    {
        EventBus bus("r", {"m"}, {&log});
        bus.push(start(0));
        log.wait_until_held();
        for (std::uint32_t i = 0; i < pushed; ++i) bus.push(token(mebibyte));
        bus.push(token("small, and behind the gap"));
        bus.push(token(mebibyte, 2));
        bus.push(start(3));
        log.let_go();
    }
    const auto tokens = log.of(RunEventType::token);
    EXPECT_EQ(log.text_of(1).size(), EventBus::max_text_bytes);
    const auto gaps = log.of(RunEventType::gap);
    ASSERT_THAT(gaps, SizeIs(2));
    EXPECT_EQ(gaps[0].current, 1u);
    EXPECT_EQ(gaps[0].dropped, pushed - tokens.size() + 1);
    EXPECT_EQ(gaps[0].model, "m");
    EXPECT_EQ(gaps[1].current, 2u);
    EXPECT_EQ(gaps[1].dropped, 1u);
    EXPECT_THAT(log.of(RunEventType::iteration_start), SizeIs(2));
    EXPECT_EQ(log.events().back().current, 3u);
}

TEST(EventBus, GoesOnWithTokensWhenWhatWaitedWasDelivered) {
    const std::string mebibyte(1u << 20, 'x');
    SlowLog log;
    EventLog after;
    std::promise<void> gap_told;
    after.then([&](const RunEvent& event) {
        if (event.type == RunEventType::gap) gap_told.set_value();
    });
    {
        EventBus bus("r", {"m"}, {&log, &after});
        bus.push(start(0));
        log.wait_until_held();
        for (int i = 0; i < 33; ++i) bus.push(token(mebibyte));
        log.let_go();
        gap_told.get_future().wait();
        bus.push(token("more"));
    }
    EXPECT_EQ(log.events().back().text, "more");
    EXPECT_EQ(log.of(RunEventType::gap).at(0).dropped, 1u);
}

TEST(EventBus, CutsPromptsPastTheByteLimitAndLosesNoStart) {
    const std::string mebibyte(1u << 20, 'x');
    SlowLog log;
    {
        EventBus bus("r", {"m"}, {&log});
        bus.push(start(0));
        log.wait_until_held();
        for (std::uint32_t i = 1; i <= 100; ++i) {
            auto item = start(i);
            item.text = mebibyte;
            bus.push(std::move(item));
        }
        log.let_go();
    }
    std::size_t bytes = 0;
    for (const auto& event : log.events()) bytes += event.text.size();
    EXPECT_THAT(log.events(), SizeIs(101));
    EXPECT_LE(bytes, EventBus::max_text_bytes + 100 * 1100);
    EXPECT_THAT(log.events().back().text, ::testing::EndsWith("x..."));
}

TEST(EventBus, TellsWhoWantsNoTokensOfNoGap) {
    SlowLog log;
    EventLog without(false);
    {
        EventBus bus("r", {"m"}, {&log, &without});
        bus.push(start(0));
        log.wait_until_held();
        bus.push(token(std::string(EventBus::max_text_bytes + 1, 'x')));
        log.let_go();
    }
    EXPECT_THAT(log.of(RunEventType::gap), SizeIs(1));
    EXPECT_THAT(without.events(), SizeIs(1));
}

TEST(EventBus, DeliversWhatIsLeftAtItsEnd) {
    EventLog log;
    {
        EventBus bus("r", {"m"}, {&log});
        for (std::uint32_t i = 0; i < 100; ++i) bus.push(start(i));
    }
    EXPECT_THAT(log.events(), SizeIs(100));
}

}  // namespace
}  // namespace hexameter::detail
