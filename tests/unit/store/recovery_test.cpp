// What is left after kill -9, of a damaged database, and with several processes at once.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "hexameter/history.hpp"
#include "same_records.hpp"
#include "store/folders.hpp"
#include "store/index.hpp"
#include "store/run_writer.hpp"
#include "store/take_in.hpp"
#include "store_fixtures.hpp"

namespace hexameter {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing_store::file_bytes;
using testing_store::in_child;
using testing_store::keep_run;
using testing_store::small_header;
using testing_store::small_iteration;
using testing_store::wait_for;
using testing_store::write_bytes;
using testing_store::write_journal;

class Recovery : public testing_store::TemporaryHome {
  protected:
    [[nodiscard]] std::filesystem::path database() const { return detail::index_file(home()); }

    // Some finished runs of three iterations each, all in the index.
    void keep_some() const {
        for (int i = 0; i < runs; ++i) keep_run(home(), small_header(id(i)), 3);
    }

    [[nodiscard]] static std::string id(int i) { return fmt::format("20261121-083012-{:04x}", i); }

    // The number of moved-aside databases.
    [[nodiscard]] std::size_t moved_aside() const {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::directory_iterator(home()))
            if (entry.path().filename().string().rfind("history.db.damaged-", 0) == 0) ++count;
        return count;
    }

    void expect_all_there(const History& history) const {
        const auto lines = history.list({});
        ASSERT_TRUE(lines.has_value()) << lines.error().text();
        ASSERT_THAT(lines.value(), SizeIs(runs));
        for (const auto& line : lines.value()) EXPECT_EQ(line.ok, 3U);
    }

    void expect_made_anew() const {
        const auto history = History::open(home());
        ASSERT_TRUE(history.has_value()) << history.error().text();
        ASSERT_THAT(history.value()->warnings(), SizeIs(1));
        EXPECT_THAT(history.value()->warnings()[0], HasSubstr("history.db.damaged-"));
        EXPECT_EQ(moved_aside(), 1U);
        expect_all_there(*history.value());
    }

    static constexpr int runs = 4;
};

// Appends for ever and tells each number after it was kept.
int append_and_tell(const std::filesystem::path& home, const std::string& id, int pipe) {
    auto writer = detail::RunWriter::create(home, small_header(id));
    if (writer.has_error()) return 1;
    for (std::uint64_t seq = 1;; ++seq) {
        if (writer.value()->iteration(small_iteration(seq)).has_error()) return 2;
        if (::write(pipe, &seq, sizeof seq) != sizeof seq) return 3;
    }
}

TEST_F(Recovery, EveryAcknowledgedIterationSurvivesKill9) {
    std::minstd_rand random(20261121);
    for (int round = 0; round < 12; ++round) {
        const auto name = id(round);
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        const auto child = in_child([&] {
            ::close(ends[0]);
            return append_and_tell(home(), name, ends[1]);
        });
        ::close(ends[1]);
        const std::uint64_t until = 1 + random() % 300;
        std::uint64_t told = 0;
        std::uint64_t seq = 0;
        while (::read(ends[0], &seq, sizeof seq) == sizeof seq) {
            told = seq;
            if (told == until) ::kill(child, SIGKILL);  // it goes on until the signal comes
        }
        ::close(ends[0]);
        ASSERT_EQ(wait_for(child), 128 + SIGKILL);
        ASSERT_GE(told, until);
        const auto history = History::open(home());
        ASSERT_TRUE(history.has_value()) << history.error().text();
        const auto run = history.value()->read(name);
        ASSERT_TRUE(run.has_value()) << run.error().text();
        const auto kept = run.value().iterations.all();
        ASSERT_GE(kept.size(), told);
        for (std::size_t i = 0; i < kept.size(); ++i)
            testing_store::expect_same(kept[i], small_iteration(i + 1));
        EXPECT_EQ(run.value().summary.status, RunStatus::interrupted);
        const auto line = history.value()->list({}).value()[0];
        EXPECT_EQ(line.id, name);
        EXPECT_EQ(line.status, RunStatus::interrupted);
        EXPECT_EQ(line.ok, kept.size());
    }
}

TEST_F(Recovery, TakingInTwiceChangesNothing) {
    write_journal(home(), small_header(id(0)), 5, true);
    auto index = detail::open_index(home());
    ASSERT_TRUE(index.has_value()) << index.error().text();
    std::vector<std::string> warnings;
    for (int i = 0; i < 3; ++i) {
        const auto taken = detail::take_in_run(index.value(), home(), id(0), warnings);
        ASSERT_TRUE(taken.has_value()) << taken.error().text();
        EXPECT_EQ(index.value().number("SELECT ok FROM run").value(), 5);
        EXPECT_EQ(index.value().number("SELECT count(*) FROM run").value(), 1);
        EXPECT_EQ(index.value().number("SELECT journal_offset FROM run").value(),
                  static_cast<std::int64_t>(
                      std::filesystem::file_size(detail::journal_file(home(), id(0)))));
    }
    EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(Recovery, TakesInWhatWasAppendedSince) {
    auto writer = detail::RunWriter::create(home(), small_header(id(0)));
    auto index = detail::open_index(home());
    std::vector<std::string> warnings;
    for (std::uint64_t seq = 1; seq <= 3; ++seq) {
        ASSERT_TRUE(writer.value()->iteration(small_iteration(seq)).has_value());
        ASSERT_TRUE(detail::take_in_run(index.value(), home(), id(0), warnings).has_value());
        EXPECT_EQ(index.value().number("SELECT ok FROM run").value(),
                  static_cast<std::int64_t>(seq));
    }
    ASSERT_TRUE(writer.value()->finish(RunSummary{}).has_value());
    EXPECT_EQ(index.value().number("SELECT status = 'complete' FROM run").value(), 1);
}

TEST_F(Recovery, AnotherJournalInTheSamePlaceReplacesTheRows) {
    keep_run(home(), small_header(id(0)), 5);
    std::filesystem::remove_all(home() / "runs" / id(0));
    write_journal(home(), small_header(id(0)), 2, true);
    const auto history = History::open(home());
    EXPECT_EQ(history.value()->list({}).value()[0].ok, 2U);
}

TEST_F(Recovery, SeveralProcessesTakeInAtOnce) {
    for (int i = 0; i < runs; ++i) write_journal(home(), small_header(id(i)), 3, true);
    std::vector<pid_t> children;
    for (int i = 0; i < 4; ++i)
        children.push_back(in_child([this] {
            const auto history = History::open(home());
            if (history.has_error() || !history.value()->warnings().empty()) return 1;
            const auto lines = history.value()->list({});
            return lines.has_value() && lines.value().size() == runs ? 0 : 2;
        }));
    for (const auto child : children) EXPECT_EQ(wait_for(child), 0);
    const auto history = History::open(home());
    expect_all_there(*history.value());
    EXPECT_THAT(history.value()->warnings(), IsEmpty());
}

TEST_F(Recovery, SeveralProcessesFinishRunsAtOnce) {
    std::vector<pid_t> children;
    for (int i = 0; i < runs; ++i)
        children.push_back(in_child([this, i] {
            auto writer = detail::RunWriter::create(home(), small_header(id(i)));
            if (writer.has_error()) return 1;
            for (std::uint64_t seq = 1; seq <= 3; ++seq)
                if (writer.value()->iteration(small_iteration(seq)).has_error()) return 2;
            return writer.value()->finish(RunSummary{}).has_value() ? 0 : 3;
        }));
    for (const auto child : children) EXPECT_EQ(wait_for(child), 0);
    auto index = detail::open_index(home());
    EXPECT_EQ(index.value().number("SELECT sum(ok) FROM run").value(), 3 * runs);
}

TEST_F(Recovery, MakesADeletedDatabaseAnew) {
    keep_some();
    std::filesystem::remove(database());
    const auto history = History::open(home());
    EXPECT_THAT(history.value()->warnings(), IsEmpty());
    expect_all_there(*history.value());
}

TEST_F(Recovery, MakesADatabaseOfGarbageAnew) {
    keep_some();
    write_bytes(database(), std::string(20'000, 'g'));
    expect_made_anew();
}

TEST_F(Recovery, MakesACutDatabaseAnew) {
    keep_some();
    const auto bytes = file_bytes(database());
    ASSERT_GT(bytes.size(), 8192U);
    write_bytes(database(), bytes.substr(0, 8192));
    expect_made_anew();
}

TEST_F(Recovery, MakesADatabaseWithAnOverwrittenMiddleAnew) {
    keep_some();
    auto bytes = file_bytes(database());
    std::fill(bytes.begin() + 4096, bytes.end(), 'x');
    write_bytes(database(), bytes);
    expect_made_anew();
}

TEST_F(Recovery, MovesAForeignDatabaseAsideAndKeepsIt) {
    keep_some();
    std::filesystem::remove(database());
    {
        auto foreign = detail::Database::open(database());
        ASSERT_TRUE(foreign.value().execute("CREATE TABLE theirs(x)").has_value());
    }
    const auto bytes = file_bytes(database());
    expect_made_anew();
    for (const auto& entry : std::filesystem::directory_iterator(home()))
        if (entry.path().filename().string().rfind("history.db.damaged-", 0) == 0) {
            EXPECT_EQ(file_bytes(entry.path()), bytes);
        }
}

TEST_F(Recovery, RecoversFromDamageThatAppearsAfterOpening) {
    keep_some();
    const auto history = History::open(home());
    auto bytes = file_bytes(database());
    std::fill(bytes.begin(), bytes.end(), 'x');
    write_bytes(database(), bytes);
    expect_all_there(*history.value());
    EXPECT_THAT(history.value()->warnings(), SizeIs(1));
    EXPECT_EQ(moved_aside(), 1U);
}

TEST_F(Recovery, RefusesADatabaseOfANewerFormatAndLeavesItAlone) {
    keep_some();
    {
        auto newer = detail::Database::open(database());
        ASSERT_TRUE(newer.value().execute("PRAGMA user_version = 99").has_value());
    }
    const auto bytes = file_bytes(database());
    const auto history = History::open(home());
    ASSERT_TRUE(history.has_error());
    EXPECT_EQ(history.error().code(), ErrorCode::unsupported);
    EXPECT_THAT(history.error().text(), HasSubstr("99"));
    EXPECT_THAT(history.error().text(), HasSubstr("up to 3"));
    EXPECT_EQ(file_bytes(database()), bytes);
    EXPECT_EQ(moved_aside(), 0U);
}

TEST_F(Recovery, KeepsTheRunWhenTheIndexCannotTakeIt) {
    std::filesystem::create_directories(database());  // a folder where the file should be
    keep_run(home(), small_header(id(0)), 1);
    const auto memory = History::open(home());
    ASSERT_TRUE(memory.has_value()) << memory.error().text();
    ASSERT_THAT(memory.value()->warnings(), SizeIs(1));
    EXPECT_THAT(memory.value()->warnings()[0], HasSubstr(database().string()));
    EXPECT_EQ(memory.value()->list({}).value()[0].status, RunStatus::complete);
    std::filesystem::remove(database());
    const auto history = History::open(home());
    EXPECT_THAT(history.value()->warnings(), IsEmpty());
    EXPECT_EQ(history.value()->list({}).value()[0].status, RunStatus::complete);
}

TEST_F(Recovery, SaysThatAnEmptyDatabaseWasMadeAnew) {
    keep_some();
    for (const char* part : {"history.db-wal", "history.db-shm"})
        std::filesystem::remove(home() / part);
    write_bytes(database(), "");
    const auto history = History::open(home());
    ASSERT_THAT(history.value()->warnings(), SizeIs(1));
    EXPECT_THAT(history.value()->warnings()[0], HasSubstr("was empty"));
    expect_all_there(*history.value());
}

TEST_F(Recovery, MakesADatabaseAnewThatLacksATableOrHasAnother) {
    keep_some();
    for (const char* change :
         {"DROP TABLE run_tag; DROP TABLE run_model; DROP TABLE run", "DROP TABLE run_model",
          "DROP INDEX run_tag_by_tag", "ALTER TABLE run ADD COLUMN theirs TEXT",
          "DROP TABLE run_tag; CREATE VIEW run_tag AS SELECT 1 AS run_key, 'x' AS tag",
          "PRAGMA user_version = -1"}) {
        {
            auto changed = detail::Database::open(database());
            ASSERT_TRUE(changed.value().execute(change).has_value()) << change;
        }
        const auto aside = moved_aside();
        const auto history = History::open(home());
        ASSERT_TRUE(history.has_value()) << change << ": " << history.error().text();
        ASSERT_THAT(history.value()->warnings(), SizeIs(1)) << change;
        EXPECT_EQ(moved_aside(), aside + 1) << change;
        expect_all_there(*history.value());
    }
}

TEST_F(Recovery, ReplacesATableThatGoesWhileTheHistoryIsOpen) {
    keep_some();
    const auto history = History::open(home());
    {
        auto changed = detail::Database::open(database());
        ASSERT_TRUE(changed.value().execute("DROP TABLE run_model").has_value());
    }
    expect_all_there(*history.value());
    EXPECT_THAT(history.value()->warnings(), SizeIs(1));
}

TEST_F(Recovery, ReadsTheRunsWhateverTheSideFilesHold) {
    keep_some();
    for (const char* part : {"history.db-wal", "history.db-shm"})
        write_bytes(home() / part, std::string(50'000, 'g'));
    const auto history = History::open(home());
    ASSERT_TRUE(history.has_value()) << history.error().text();
    expect_all_there(*history.value());
}

TEST_F(Recovery, TakesOverADatabaseOfTheFirstFormat) {
    keep_some();
    {
        auto first = detail::Database::open(database());
        ASSERT_TRUE(first.value()
                        .execute("CREATE TABLE iteration(run_key INTEGER REFERENCES run);"
                                 "PRAGMA user_version = 1")
                        .has_value());
    }
    const auto history = History::open(home());
    ASSERT_TRUE(history.has_value()) << history.error().text();
    EXPECT_THAT(history.value()->warnings(), IsEmpty());
    expect_all_there(*history.value());
}

TEST_F(Recovery, AHomeThatCannotBeWrittenIsReadAndNotChanged) {
    keep_some();
    write_journal(home(), small_header(id(runs)), 2, false);  // the index lacks it
    testing_store::take_write_permission(home());
    const auto child = in_child([&] {
        if (!testing_store::become_nobody()) return 1;
        auto history = History::open(home());
        if (history.has_error() || !history.value()->warnings().empty()) return 2;
        const auto lines = history.value()->list({});
        if (lines.has_error() || lines.value().size() != runs + 1) return 3;
        if (lines.value()[0].status != RunStatus::interrupted) return 4;
        if (history.value()->read("latest").has_error()) return 5;
        const auto removed = history.value()->remove(id(0));
        if (removed.has_value()) return 6;
        return removed.error().text().find("make it writable") == std::string::npos ? 7 : 0;
    });
    EXPECT_EQ(wait_for(child), 0);
    testing_store::give_write_permission(home());
    EXPECT_TRUE(std::filesystem::exists(detail::journal_file(home(), id(0))));
}

}  // namespace
}  // namespace hexameter
