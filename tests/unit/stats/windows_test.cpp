// Times of the builder are ms since a common origin; expected values are worked out in comments.
#include "stats/windows.hpp"

#include <gtest/gtest.h>

#include "stats/summary.hpp"
#include "unit/stats/measured.hpp"

namespace hexameter::detail {
namespace {

using test::header_of;
using test::iteration;

Window window(int begin_ns, int end_ns) {
    return {Instant(Nanos(begin_ns)), Instant(Nanos(end_ns))};
}

TEST(Windows, AreFromTheFirstSendToTheLastEnd) {
    Window both;
    EXPECT_EQ(both.length(), Nanos(0));
    both.include(Instant(Nanos(5)), std::nullopt);
    EXPECT_EQ(both.length(), Nanos(0));
    both.include(Instant(Nanos(3)), Instant(Nanos(9)));
    both.include(Instant(Nanos(4)), Instant(Nanos(7)));
    EXPECT_EQ(both.length(), Nanos(6));
}

TEST(Windows, CoverNoTimeTwiceAndNoneBetween) {
    // 0 .. 4, 2 .. 3 within it, 3 .. 6 over its end, 8 .. 9, and one of no time.
    EXPECT_EQ(covered({window(8, 9), window(0, 4), window(3, 6), window(2, 3), window(7, 7)}),
              Nanos(7));
    EXPECT_EQ(covered({}), Nanos(0));
}

RunHeader in_parallel(const std::vector<std::string>& models) {
    RunHeader header = header_of(models);
    header.spec.order = ModelOrder::parallel;
    return header;
}

IterationRecord warmup(IterationRecord record) {
    record.warmup = true;
    return record;
}

TEST(Windows, GivesTheFiguresOfModelsInParallel) {
    // a: 0 .. 1000 ms (1 token at 1000). b: 200 .. 800 ms. Wall 1000 ms.
    const RunSummary run = summarise_run(in_parallel({"a", "b"}),
                                         {iteration("a", 0, 1, 1000), iteration("b", 200, 1, 600)});
    ASSERT_TRUE(run.parallel);
    EXPECT_EQ(run.parallel->wall, Nanos(1'000'000'000));
    EXPECT_DOUBLE_EQ(run.parallel->speed_up, 1.6);    // (1000 + 600) / 1000
    EXPECT_DOUBLE_EQ(run.parallel->efficiency, 0.8);  // 1.6 / 2
    EXPECT_EQ(run.parallel->overhead, Nanos(0));      // 1000 - 1000
}

TEST(Windows, CountsNoTimeInWhichOnlyWarmUpsRan) {
    // a: 100 .. 400. b warms up 0 .. 600 and measures 700 .. 1200. Neither measures in 400 .. 700.
    const RunSummary run = summarise_run(
        in_parallel({"a", "b"}), {warmup(iteration("a", 0, 1, 90)), iteration("a", 100, 1, 300),
                                  warmup(iteration("b", 0, 1, 600)), iteration("b", 700, 1, 500)});
    ASSERT_TRUE(run.parallel);
    EXPECT_EQ(run.parallel->wall, Nanos(800'000'000));  // 300 + 500
    EXPECT_DOUBLE_EQ(run.parallel->speed_up, 1);
    EXPECT_DOUBLE_EQ(run.parallel->efficiency, 0.5);
    EXPECT_EQ(run.parallel->overhead, Nanos(300'000'000));  // 800 - 500
}

TEST(Windows, CountsWarmUpsOfOneModelWhileAnotherMeasures) {
    // a measures 0 .. 1000; b warms up 0 .. 400 and measures 500 .. 1100: wall 1100.
    const RunSummary run = summarise_run(
        in_parallel({"a", "b"}), {iteration("a", 0, 1, 500), iteration("a", 600, 1, 400),
                                  warmup(iteration("b", 0, 1, 400)), iteration("b", 500, 1, 600)});
    ASSERT_TRUE(run.parallel);
    EXPECT_EQ(run.parallel->wall, Nanos(1'100'000'000));
    EXPECT_DOUBLE_EQ(run.parallel->speed_up, 1600.0 / 1100);
    EXPECT_EQ(run.parallel->overhead, Nanos(100'000'000));
}

TEST(Windows, GivesNoFiguresOfParallelModelsWhenTheyRanOneAfterAnother) {
    const RunSummary run = summarise_run(
        header_of({"a", "b"}), {iteration("a", 0, 1, 400), warmup(iteration("b", 400, 1, 90)),
                                iteration("b", 500, 1, 500)});
    EXPECT_FALSE(run.parallel);
    EXPECT_EQ(run.models[0].own_time, Nanos(400'000'000));
    EXPECT_EQ(run.models[1].own_time, Nanos(500'000'000));
}

}  // namespace
}  // namespace hexameter::detail
