// A history whose journals are cut, damaged, of another run, or no journals.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "hexameter/report.hpp"
#include "history_fixture.hpp"
#include "store/codec.hpp"
#include "store/journal.hpp"
#include "store/run_writer.hpp"
#include "support/journal_content.hpp"
#include "support/nth.hpp"

namespace hexameter {
namespace {

using hexameter::test::nth;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using testing_store::file_bytes;
using testing_store::HistoryOf;
using testing_store::keep_run;
using testing_store::small_header;
using testing_store::small_iteration;
using testing_store::write_bytes;
using testing_store::write_journal;

void lose_header(const std::filesystem::path& journal) {
    auto bytes = file_bytes(journal);
    bytes[20] ^= 1;
    write_bytes(journal, bytes);
}

TEST_F(HistoryOf, ATornTailIsToldOnceAtOpeningAndAtEachReading) {
    const std::string id = "20261121-083012-0001";
    write_journal(home(), small_header(id), 3, false);
    std::ofstream(journal(id), std::ios::app | std::ios::binary) << "HXJ1 torn";
    const auto history = open();
    ASSERT_THAT(history->warnings(), SizeIs(1));
    EXPECT_THAT(history->warnings()[0], HasSubstr(id));
    EXPECT_THAT(open()->warnings(), IsEmpty());
    const auto run = history->read(id).value();
    EXPECT_THAT(run.iterations, SizeIs(3));
    EXPECT_THAT(run.damage, SizeIs(1));
    EXPECT_EQ(history->list({}).value()[0].ok, 3U);
}

TEST_F(HistoryOf, ADamagedIterationHidesNoOther) {
    const std::string id = "20261121-083012-0001";
    write_journal(home(), small_header(id), 5, true);
    const auto frames = testing::read_journal(journal(id)).value().frames;
    auto bytes = file_bytes(journal(id));
    bytes[frames[2].offset + 30] ^= 1;  // frame 0 is the header
    write_bytes(journal(id), bytes);
    const auto history = open();
    EXPECT_THAT(history->warnings(), SizeIs(1));
    const auto run = history->read(id).value();
    EXPECT_THAT(run.iterations, SizeIs(4));
    EXPECT_EQ(nth(run.iterations, 1).seq, 3U);
    EXPECT_EQ(run.summary.status, RunStatus::complete);
    ASSERT_THAT(run.damage, SizeIs(2));
    EXPECT_THAT(run.damage[0], HasSubstr(std::to_string(frames[2].offset)));
    EXPECT_THAT(run.damage[1], HasSubstr("of 5 iterations"));
    EXPECT_THAT(run.damage[1], HasSubstr("4 can be read"));
    ASSERT_THAT(run.summary.models, SizeIs(1));
    EXPECT_EQ(run.summary.models[0].ok, 4U);
    ASSERT_THAT(run.summary.models[0].metrics, SizeIs(1));
    EXPECT_EQ(run.summary.models[0].metrics[0].distribution.n, 4U);
    EXPECT_EQ(history->list({}).value()[0].ok, 4U);
}

TEST_F(HistoryOf, AnIterationWithAGoodChecksumThatIsNoneHidesNoOther) {
    const std::string id = "20261121-083012-0001";
    {
        auto writer = detail::JournalWriter::create(journal(id));
        auto& to = writer.value();
        const auto header = detail::encode_header(small_header(id));
        ASSERT_TRUE(to.append(detail::FrameType::header, header).has_value());
        ASSERT_TRUE(to.append(detail::FrameType::iteration, "nonsense").has_value());
        const auto good = detail::encode_iteration(small_iteration(2));
        ASSERT_TRUE(to.append(detail::FrameType::iteration, good).has_value());
    }
    const auto history = open();
    EXPECT_THAT(history->warnings(), SizeIs(1));
    const auto run = history->read(id).value();
    EXPECT_THAT(run.iterations, SizeIs(1));
    EXPECT_THAT(run.damage, SizeIs(1));
}

TEST_F(HistoryOf, ALostHeaderLeavesTheIterationsAndTheStart) {
    const std::string id = "20261121-083012-0001";
    write_journal(home(), small_header(id), 2, false);
    lose_header(journal(id));
    const auto history = open();
    const auto line = history->list({}).value()[0];
    EXPECT_EQ(line.started_at, "2026-11-21T08:30:12Z");
    EXPECT_THAT(line.models, ElementsAre("m"));
    EXPECT_EQ(line.ok, 2U);
    const auto run = history->read(id).value();
    EXPECT_EQ(run.header.id, id);
    EXPECT_THAT(run.iterations, SizeIs(2));
    EXPECT_EQ(run.summary.models[0].ok, 2U);
    EXPECT_THAT(run.damage, SizeIs(2));
}

TEST_F(HistoryOf, ALostHeaderIsToldFirstAndInventsNoSettings) {
    const std::string id = "20261121-083012-0001";
    write_journal(home(), small_header(id), 2, true);
    lose_header(journal(id));
    const auto run = open()->read(id).value();
    EXPECT_THAT(run.damage.front(), HasSubstr("settings are not known"));
    const auto table = render_run(run, ReportFormat::table, {});
    EXPECT_THAT(table, HasSubstr("settings not known"));
    EXPECT_THAT(table, Not(HasSubstr("seed")));
    EXPECT_THAT(table, Not(HasSubstr("engine")));
    EXPECT_LT(table.find("Damage: "), table.find("settings not known"));
    EXPECT_THAT(render_run(run, ReportFormat::json, {}), HasSubstr("\"spec\":null"));
}

TEST_F(HistoryOf, MetricsOfTheHostKeepTheirUnitsWithoutTheHeader) {
    const std::string id = "20261121-083012-0001";
    write_journal(home(), small_header(id), 2, false);
    lose_header(journal(id));
    const auto table = render_run(open()->read(id).value(), ReportFormat::table, {});
    EXPECT_THAT(table, ContainsRegex("ttft +ms +2 +50\\.00"));
}

// As a backup that was put into the wrong folder leaves it.
TEST_F(HistoryOf, TheJournalOfAnotherRunIsToldAtEachOpeningAndReading) {
    const std::string a = "20261121-083012-0001";
    const std::string b = "20261121-083012-0002";
    keep_run(home(), small_header(a), 2);
    keep_run(home(), small_header(b), 5);
    const auto own = file_bytes(journal(a));
    write_bytes(journal(a), file_bytes(journal(b)));
    for (int opening = 0; opening < 2; ++opening) {
        const auto history = open();
        ASSERT_THAT(history->warnings(), SizeIs(1));
        EXPECT_THAT(history->warnings()[0], HasSubstr("run " + a + ": "));
        EXPECT_THAT(history->warnings()[0], HasSubstr("is that of run " + b));
        const auto lines = history->list({}).value();
        EXPECT_THAT(ids(*history, {}), ElementsAre(b, a));
        EXPECT_EQ(lines[1].ok, 5U);  // and not the seven of both
        const auto run = history->read(a).value();
        EXPECT_EQ(run.header.id, a);
        ASSERT_THAT(run.damage, SizeIs(1));
        EXPECT_THAT(run.damage[0], HasSubstr("is that of run " + b));
        EXPECT_THAT(history->read(b).value().damage, IsEmpty());
    }
    write_bytes(journal(a), own);
    const auto history = open();
    EXPECT_THAT(history->warnings(), IsEmpty());
    EXPECT_EQ(history->list({}).value()[1].ok, 2U);
}

TEST_F(HistoryOf, TheJournalOfAnotherRunIsToldThoughItHasTheSizeOfTheOneThatWasTakenIn) {
    const std::string a = "20261121-083012-0001";
    const std::string b = "20261121-083012-0002";
    keep_run(home(), small_header(a), 2);
    keep_run(home(), small_header(b), 2);
    ASSERT_THAT(open()->warnings(), IsEmpty());
    const auto taken_in = std::filesystem::last_write_time(journal(a));
    const auto other = file_bytes(journal(b));
    ASSERT_EQ(other.size(), std::filesystem::file_size(journal(a)));
    write_bytes(journal(a), other);
    std::filesystem::last_write_time(journal(a), taken_in + std::chrono::seconds(1));
    for (int opening = 0; opening < 2; ++opening) {
        const auto history = open();
        ASSERT_THAT(history->warnings(), SizeIs(1));
        EXPECT_THAT(history->warnings()[0], HasSubstr("is that of run " + b));
        EXPECT_EQ(history->list({}).value()[1].ok, 2U);
    }
}

TEST_F(HistoryOf, AJournalThatWasTouchedIsTakenInOnceMoreAndNotToldOf) {
    const std::string id = "20261121-083012-0001";
    keep_run(home(), small_header(id), 2);
    const auto taken_in = std::filesystem::last_write_time(journal(id));
    std::filesystem::last_write_time(journal(id), taken_in + std::chrono::seconds(1));
    const auto history = open();
    EXPECT_THAT(history->warnings(), IsEmpty());
    EXPECT_EQ(history->list({}).value()[0].ok, 2U);
}

TEST_F(HistoryOf, AnIdThatIsNoneIsNotRepeatedInTheWarning) {
    const std::string id = "20261121-083012-0001";
    write_journal(home(), small_header("20261121-083012-0002"), 1, true);
    auto header = small_header("\x1b[2J");
    std::filesystem::create_directories(home() / "runs" / id);
    auto writer = detail::JournalWriter::create(journal(id));
    ASSERT_TRUE(writer.value().append(detail::FrameType::header, detail::encode_header(header)));
    const auto history = open();
    ASSERT_THAT(history->warnings(), SizeIs(1));
    EXPECT_THAT(history->warnings()[0], HasSubstr("is that of another run"));
}

// Each call would wait for ever if it opened the pipe as a file is opened.
TEST_F(HistoryOf, WhatIsNoRegularFileIsReportedAndCanBeDeleted) {
    const std::string fine = "20261121-083012-0003";
    keep_run(home(), small_header(fine), 1);
    const std::string pipe = "20261121-083012-0001";
    keep_run(home(), small_header(pipe), 1);
    std::filesystem::remove(journal(pipe));
    ASSERT_EQ(::mkfifo(journal(pipe).c_str(), S_IRUSR | S_IWUSR), 0);
    const std::string folder = "20261121-083012-0002";
    std::filesystem::create_directories(journal(folder));
    const std::string device = "20261121-083012-0004";
    std::filesystem::create_directories(home() / "runs" / device);
    std::filesystem::create_symlink("/dev/zero", journal(device));
    for (int opening = 0; opening < 2; ++opening) {
        const auto history = open();
        ASSERT_THAT(history->warnings(), SizeIs(3));
        for (const auto& warning : history->warnings())
            EXPECT_THAT(warning, HasSubstr("is no regular file"));
        EXPECT_THAT(ids(*history, {}), ElementsAre(fine));
    }
    const auto history = open();
    for (const auto& id : {pipe, folder, device}) {
        const auto run = history->read(id);
        ASSERT_TRUE(run.has_error());
        EXPECT_EQ(run.error().code(), ErrorCode::io);
        EXPECT_THAT(run.error().text(), HasSubstr("is no regular file"));
        EXPECT_TRUE(history->remove(id).has_value());
    }
    EXPECT_THAT(open()->warnings(), IsEmpty());
}

TEST_F(HistoryOf, AJournalOfNoiseIsReportedAndCanBeDeleted) {
    const std::string id = "20261121-083012-0001";
    std::filesystem::create_directories(home() / "runs" / id);
    write_bytes(journal(id), "no journal at all");
    write_journal(home(), small_header("20261121-083012-0002"), 1, true);
    const auto history = open();
    EXPECT_THAT(history->warnings(),
                ElementsAre(HasSubstr(id), "1 run cannot be read: see hexameter doctor"));
    EXPECT_THAT(ids(*history, {}), ElementsAre("20261121-083012-0002"));
    EXPECT_EQ(history->read(id).error().code(), ErrorCode::io);
    EXPECT_TRUE(history->remove(id).has_value());
    EXPECT_THAT(open()->warnings(), IsEmpty());
}

}  // namespace
}  // namespace hexameter
