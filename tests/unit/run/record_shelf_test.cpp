#include "run/record_shelf.hpp"

#include <gmock/gmock.h>

#include <string>
#include <thread>

namespace hexameter::detail {
namespace {

using ::testing::ElementsAre;

IterationRecord record(const std::string& sample) {
    IterationRecord made;
    made.sample = sample;
    made.answer = std::string(100, 'a');
    return made;
}

std::vector<std::string> samples_of(const std::vector<IterationRecord>& records) {
    std::vector<std::string> samples;
    for (const auto& one : records) samples.push_back(one.sample);
    return samples;
}

TEST(RecordShelf, GivesAllRecordsInOrderWhoeverHeldThem) {
    RecordShelf shelf;
    shelf.keep(record("a"));
    auto b = shelf.lend(record("b"));
    const auto c = shelf.lend(record("c"));
    shelf.keep(record("d"));
    b.reset();
    const auto e = shelf.lend(record("e"));
    EXPECT_EQ(shelf.size(), 5u);
    EXPECT_THAT(samples_of(shelf.take()), ElementsAre("a", "b", "c", "d", "e"));
}

TEST(RecordShelf, LeavesARecordWholeForWhoHoldsItPastTheEnd) {
    std::shared_ptr<const IterationRecord> held;
    {
        RecordShelf shelf;
        held = shelf.lend(record("a"));
        EXPECT_THAT(samples_of(shelf.take()), ElementsAre("a"));
    }
    EXPECT_EQ(held->sample, "a");
    EXPECT_EQ(held->answer, std::string(100, 'a'));
}

TEST(RecordShelf, MovesARecordThatWasLetGoAndCopiesNone) {
    RecordShelf shelf;
    auto held = shelf.lend(record("a"));
    const char* const bytes = held->answer.data();
    std::thread([&] { held.reset(); }).join();
    const auto records = shelf.take();
    EXPECT_EQ(records.at(0).answer.data(), bytes);
}

}  // namespace
}  // namespace hexameter::detail
