#include "transport/loop.hpp"

#include <gmock/gmock.h>

#include <ctime>
#include <latch>

#include "unit/transport/recording.hpp"

namespace hexameter::detail {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;

TEST(Loop, RunsPostedWorkInOrderOnOneThreadOfItsOwn) {
    Loop loop;
    std::vector<int> order;
    std::vector<std::thread::id> threads;
    for (int i = 0; i < 3; ++i)
        loop.post([&, i] {
            order.push_back(i);
            threads.push_back(std::this_thread::get_id());
        });
    run_on(loop, [] {});
    EXPECT_THAT(order, ElementsAre(0, 1, 2));
    EXPECT_THAT(threads, Each(threads.front()));
    EXPECT_NE(threads.front(), std::this_thread::get_id());
}

TEST(Loop, RunsTimedWorkNotBeforeItsMomentAndInTheOrderOfMoments) {
    Loop loop;
    std::vector<int> order;
    std::latch done(3);
    const Instant begin = now();
    const auto add = [&](int what, Instant when) {
        loop.at(when, [&, what, when] {
            EXPECT_GE(now(), when);
            order.push_back(what);
            done.count_down();
        });
    };
    run_on(loop, [&] {
        add(2, begin + std::chrono::milliseconds(20));
        add(1, begin + std::chrono::milliseconds(10));
        add(0, begin - std::chrono::seconds(1));
    });
    done.wait();
    EXPECT_THAT(order, ElementsAre(0, 1, 2));
}

TEST(Loop, DropsWhatHasNotRunWhenItEnds) {
    auto kept = std::make_shared<int>(0);
    {
        Loop loop;
        loop.at(now() + std::chrono::hours(1), [kept] { *kept = 1; });
        EXPECT_EQ(kept.use_count(), 2);
    }
    EXPECT_EQ(*kept, 0);
    EXPECT_EQ(kept.use_count(), 1);
}

TEST(Loop, ShowsEveryTickThatABlockHeldUp) {
    Loop loop;
    std::vector<double> lags;  // the loop's thread
    run_on(loop, [&] { loop.watch_lag([&](double late_ns) { lags.push_back(late_ns); }); });
    const Nanos cpu_before = loop.cpu_time();
    // The processor may be with others meanwhile: so long, and so much time of its own.
    run_on(loop, [] {
        const auto own_time = [] {
            timespec time{};
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
            return std::chrono::seconds(time.tv_sec) + Nanos(time.tv_nsec);
        };
        const Instant begin = now();
        const Nanos own_begin = own_time();
        while (now() - begin < std::chrono::milliseconds(55) ||
               own_time() - own_begin < std::chrono::milliseconds(1)) {
        }
    });
    // The ticks that were due come before work that is posted after them.
    for (std::size_t ticks = 0; ticks < 5;)
        run_on(loop, [&] {
            ticks = lags.size();
            if (ticks >= 5) loop.watch_lag(nullptr);
        });
    EXPECT_THAT(lags, Each(Ge(0.0)));
    EXPECT_GE(*std::max_element(lags.begin(), lags.end()), 30e6);
    EXPECT_GE(loop.cpu_time() - cpu_before, std::chrono::milliseconds(1));
}

}  // namespace
}  // namespace hexameter::detail
