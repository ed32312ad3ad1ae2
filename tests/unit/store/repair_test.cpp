// Homes that are examined and mended: no iteration that can be read is lost.
#include "hexameter/repair.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hexameter/history.hpp"
#include "same_records.hpp"
#include "store/folders.hpp"
#include "store/index.hpp"
#include "store/journal.hpp"
#include "store/journal_run.hpp"
#include "store/run_writer.hpp"
#include "store_fixtures.hpp"

namespace hexameter {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing_store::expect_same;
using testing_store::file_bytes;
using testing_store::keep_run;
using testing_store::small_header;
using testing_store::small_iteration;
using testing_store::write_bytes;
using testing_store::write_journal;
using State = RunCondition::State;

class Repair : public testing_store::TemporaryHome {
  protected:
    // In memory: thousands of journals are made here, each synced.
    Repair() : TemporaryHome("/dev/shm/") {}

    [[nodiscard]] std::filesystem::path journal() const { return detail::journal_file(home(), id); }

    [[nodiscard]] RunCondition condition() const {
        const auto home_now = examine_home(home());
        EXPECT_TRUE(home_now.has_value()) << home_now.error().text();
        EXPECT_THAT(home_now->runs, SizeIs(1));
        return home_now->runs.at(0);
    }

    // What can be read, record for record.
    [[nodiscard]] std::vector<IterationRecord> readable() const {
        const auto run = detail::read_run(journal(), id);
        return run ? run->iterations.all() : std::vector<IterationRecord>();
    }

    // Puts these bytes into the journal's place and mends it: what was readable still is.
    void expect_nothing_lost(const std::string& bytes) const {
        std::filesystem::remove_all(journal().parent_path());
        std::filesystem::create_directories(journal().parent_path());
        write_bytes(journal(), bytes);
        const auto before = readable();
        const auto repaired = repair_run(home(), id);
        if (repaired.has_error()) {
            EXPECT_EQ(file_bytes(journal()), bytes);
            EXPECT_THAT(before, IsEmpty());
            return;
        }
        EXPECT_EQ(repaired->iterations, before.size());
        const auto after = readable();
        ASSERT_EQ(after.size(), before.size());
        for (std::size_t i = 0; i < after.size(); ++i) expect_same(after[i], before[i]);
        const auto now = condition();
        EXPECT_EQ(now.iterations, before.size());
        for (const auto& damage : now.damage)
            EXPECT_THAT(damage, HasSubstr("header of the run is lost"));
        EXPECT_TRUE(repair_run(home(), id)->kept_as.empty());
        if (!repaired->kept_as.empty()) {
            EXPECT_EQ(file_bytes(repaired->kept_as), bytes);
        }
        EXPECT_EQ(repaired->kept_as.empty(), file_bytes(journal()) == bytes);
    }

    static constexpr const char* id = "20261121-083012-0001";
};

TEST_F(Repair, SaysOfEachRunHowItIs) {
    keep_run(home(), small_header("20261121-083012-0001"), 3);
    write_journal(home(), small_header("20261121-083012-0002"), 2, false);
    const auto writer = detail::RunWriter::create(home(), small_header("20261121-083012-0003"));
    write_journal(home(), small_header("20261121-083012-0004"), 2, true);
    const auto damaged = detail::journal_file(home(), "20261121-083012-0004");
    write_bytes(damaged, "x" + file_bytes(damaged));
    std::filesystem::create_directories(detail::journal_file(home(), "20261121-083012-0005"));
    const auto condition = examine_home(home());
    ASSERT_TRUE(condition.has_value()) << condition.error().text();
    std::vector<std::pair<State, std::uint64_t>> found;
    for (const auto& run : condition->runs) found.emplace_back(run.state, run.iterations);
    EXPECT_THAT(found, ElementsAre(std::pair(State::whole, 3), std::pair(State::interrupted, 2),
                                   std::pair(State::live, 0), std::pair(State::damaged, 2),
                                   std::pair(State::damaged, 0)));
    EXPECT_THAT(condition->runs[3].damage, SizeIs(1));
    EXPECT_FALSE(condition->runs[3].damaged_for_good);
    EXPECT_TRUE(condition->runs[4].damaged_for_good);
    EXPECT_EQ(condition->index_fault, "");
    EXPECT_THAT(condition->leftovers, IsEmpty());
    EXPECT_EQ(repair_run(home(), "20261121-083012-0003").error().code(), ErrorCode::config);
    EXPECT_TRUE(repair_run(home(), "20261121-083012-0005").has_error());
}

TEST_F(Repair, OfAHomeThatIsNotThereFindsNothing) {
    const auto condition = examine_home(home() / "absent");
    ASSERT_TRUE(condition.has_value());
    EXPECT_THAT(condition->runs, IsEmpty());
    EXPECT_FALSE(std::filesystem::exists(home() / "absent"));
}

// Each byte is a repair of its own, so the places are shared out among several tests.
constexpr std::size_t shares = 16;

class RepairAnywhere : public Repair, public ::testing::WithParamInterface<std::size_t> {};

INSTANTIATE_TEST_SUITE_P(Share, RepairAnywhere, ::testing::Range(std::size_t{0}, shares));

TEST_P(RepairAnywhere, LosesNothingOfAJournalThatIsCut) {
    write_journal(home(), small_header(id), 3, true);
    const auto bytes = file_bytes(journal());
    for (std::size_t size = GetParam(); size <= bytes.size(); size += shares) {
        SCOPED_TRACE(size);
        expect_nothing_lost(bytes.substr(0, size));
    }
}

TEST_P(RepairAnywhere, LosesNothingOfAJournalWithAByteChanged) {
    write_journal(home(), small_header(id), 2, true);
    const auto bytes = file_bytes(journal());
    for (std::size_t at = GetParam(); at < bytes.size(); at += shares) {
        SCOPED_TRACE(at);
        auto changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ 0x55);
        expect_nothing_lost(changed);
    }
}

TEST_F(Repair, LosesNothingOfAJournalThatHoldsItsRecordsTwice) {
    write_journal(home(), small_header(id), 3, true);
    const auto bytes = file_bytes(journal());
    expect_nothing_lost(bytes + bytes);
    EXPECT_THAT(readable(), SizeIs(3));
    expect_nothing_lost(bytes + bytes.substr(bytes.size() / 2));
    EXPECT_THAT(readable(), SizeIs(3));
}

TEST_F(Repair, LosesNothingOfAJournalThatIsMixedWithAnother) {
    write_journal(home(), small_header("20261121-083012-0002"), 4, true);
    const auto other = file_bytes(detail::journal_file(home(), "20261121-083012-0002"));
    std::filesystem::remove_all(home() / "runs");
    write_journal(home(), small_header(id), 3, true);
    const auto bytes = file_bytes(journal());
    expect_nothing_lost(bytes + other);
    EXPECT_THAT(readable(), SizeIs(3));
    expect_nothing_lost(bytes.substr(0, bytes.size() / 2) + other);
}

TEST_F(Repair, DoesNotGiveARunTheRecordsOfAnother) {
    write_journal(home(), small_header("20261121-083012-0002"), 4, true);
    std::filesystem::rename(home() / "runs" / "20261121-083012-0002", home() / "runs" / id);
    const auto bytes = file_bytes(journal());
    const auto refused = repair_run(home(), id);
    ASSERT_TRUE(refused.has_error());
    EXPECT_THAT(refused.error().text(), HasSubstr("20261121-083012-0002"));
    EXPECT_EQ(file_bytes(journal()), bytes);
}

TEST_F(Repair, KeepsEachDamagedJournal) {
    write_journal(home(), small_header(id), 3, true);
    for (int i = 1; i <= 2; ++i) {
        write_bytes(journal(), file_bytes(journal()) + "torn");
        const auto repaired = repair_run(home(), id);
        ASSERT_TRUE(repaired.has_value()) << repaired.error().text();
        EXPECT_EQ(repaired->kept_as.filename(), "journal.hxj.damaged-" + std::to_string(i));
        EXPECT_THAT(repaired->lost, SizeIs(1));
    }
    EXPECT_EQ(condition().state, State::whole);
}

TEST_F(Repair, ClearsLeftoversThatNobodyHolds) {
    keep_run(home(), small_header(id), 1);
    const auto runs = home() / "runs";
    std::filesystem::create_directories(runs / ".removed-x");
    std::filesystem::create_directories(runs / ".part-abc");
    write_bytes(runs / ".part-abc" / "journal.hxj", "half");
    write_bytes(journal().string() + ".new", "half");
    const auto condition = examine_home(home());
    ASSERT_TRUE(condition.has_value()) << condition.error().text();
    EXPECT_THAT(condition->leftovers,
                ElementsAre(runs / ".part-abc", runs / ".removed-x", journal().string() + ".new"));
    const auto done = repair_home(home());
    ASSERT_TRUE(done.has_value()) << done.error().text();
    EXPECT_THAT(done.value(), SizeIs(3));
    EXPECT_THAT(examine_home(home())->leftovers, IsEmpty());
    EXPECT_EQ(condition->runs.at(0).state, State::whole);

    const auto held = detail::JournalWriter::create(runs / ".part-def" / "journal.hxj");
    const detail::UniqueFd folder(::open((runs / ".part-def").c_str(), O_RDONLY | O_DIRECTORY));
    ASSERT_TRUE(detail::lock_exclusively(folder.get(), runs).has_value());
    EXPECT_THAT(examine_home(home())->leftovers, IsEmpty());
}

TEST_F(Repair, MakesTheIndexAnewAndSaysSo) {
    keep_run(home(), small_header(id), 3);
    write_bytes(detail::index_file(home()), std::string(20'000, 'g'));
    const auto condition = examine_home(home());
    ASSERT_TRUE(condition.has_value()) << condition.error().text();
    EXPECT_NE(condition->index_fault, "");
    EXPECT_EQ(file_bytes(detail::index_file(home())), std::string(20'000, 'g'));
    const auto done = repair_home(home());
    ASSERT_TRUE(done.has_value()) << done.error().text();
    EXPECT_THAT(done.value(), ElementsAre(HasSubstr("made anew from the journals")));
    EXPECT_EQ(examine_home(home())->index_fault, "");
    EXPECT_EQ(History::open(home()).value()->list({}).value().at(0).ok, 3U);
}

}  // namespace
}  // namespace hexameter
