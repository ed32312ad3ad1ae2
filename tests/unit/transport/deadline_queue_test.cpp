#include "transport/deadline_queue.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

Instant at_ms(int ms) {
    return Instant(std::chrono::milliseconds(ms));
}

TEST(DeadlineQueue, GivesSlotsInTheOrderOfTheirMoments) {
    DeadlineQueue queue;
    EXPECT_FALSE(queue.next());
    queue.arm(7, at_ms(30));
    queue.arm(2, at_ms(10));
    EXPECT_EQ(queue.next(), at_ms(10));
    EXPECT_FALSE(queue.pop(at_ms(9)));
    EXPECT_EQ(queue.pop(at_ms(40)), 2U);
    EXPECT_EQ(queue.pop(at_ms(40)), 7U);
    EXPECT_FALSE(queue.pop(at_ms(40)));
}

TEST(DeadlineQueue, ASlotComesUpOnceAtItsEarliestMoment) {
    DeadlineQueue queue;
    queue.arm(0, at_ms(30));
    queue.arm(0, at_ms(50));
    queue.arm(0, at_ms(10));
    EXPECT_EQ(queue.pop(at_ms(60)), 0U);
    EXPECT_FALSE(queue.pop(at_ms(60)));
    queue.arm(0, at_ms(70));
    EXPECT_EQ(queue.pop(at_ms(70)), 0U);
}

}  // namespace
}  // namespace hexameter::detail
