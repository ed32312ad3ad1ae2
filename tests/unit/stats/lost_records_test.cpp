#include "stats/lost_records.hpp"

#include <gtest/gtest.h>

namespace hexameter::detail {
namespace {

constexpr Instant at(std::int64_t ms) {
    return Instant(Nanos(ms * 1'000'000));
}

// The number of a record and when its request ended.
struct Row {
    std::uint64_t seq;
    std::int64_t end_ms;
    std::uint32_t part = 0;
};

LostRecords lost_of(const std::vector<Row>& rows) {
    LostRecords lost;
    for (const auto& row : rows) {
        IterationRecord record;
        record.seq = row.seq;
        record.part = row.part;
        record.timeline.end = at(row.end_ms);
        lost.add(record);
    }
    return lost;
}

TEST(LostRecords, AreNoneWhereNumbersFollowOnEachOtherOrThereAreNone) {
    EXPECT_EQ(lost_of({{1, 10}, {2, 20}, {3, 5, 1}}).between(0, at(0), at(30)), 0U);
    EXPECT_EQ(lost_of({{0, 10}, {0, 20}}).between(0, at(0), at(30)), 0U);
}

TEST(LostRecords, LieBetweenTheEndsOfTheirNeighbours) {
    const auto lost = lost_of({{1, 10}, {4, 40}, {5, 50}});
    EXPECT_EQ(lost.between(0, at(0), at(50)), 2U);
    EXPECT_EQ(lost.between(0, at(30), at(50)), 2U);
    EXPECT_EQ(lost.between(0, at(0), at(10)), 0U);
    EXPECT_EQ(lost.between(0, at(40), at(50)), 0U);
    EXPECT_EQ(lost.between(1, at(0), at(50)), 0U);
}

TEST(LostRecords, BeforeTheFirstOneAreOfItsTime) {
    EXPECT_EQ(lost_of({{3, 30}}).between(0, at(0), at(30)), 2U);
}

TEST(LostRecords, BetweenTwoPartsAreOfTheEndOfOneOrTheBeginningOfTheOther) {
    const auto lost = lost_of({{1, 1000}, {4, 40, 1}, {5, 50, 1}});
    EXPECT_EQ(lost.between(0, at(0), at(1000)), 0U);
    EXPECT_EQ(lost.between(0, at(0), at(1001)), 2U);
    EXPECT_EQ(lost.between(1, at(30), at(50)), 2U);
    EXPECT_EQ(lost.between(1, at(40), at(50)), 0U);
}

}  // namespace
}  // namespace hexameter::detail
