#include "hexameter/history.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "fixtures.hpp"
#include "hexameter/report.hpp"
#include "same_records.hpp"
#include "store/codec.hpp"
#include "store/folders.hpp"
#include "store/journal.hpp"
#include "store/posix_file.hpp"
#include "store/run_writer.hpp"
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
using testing_store::full_header;
using testing_store::full_iteration;
using testing_store::full_summary;
using testing_store::keep_run;
using testing_store::small_header;
using testing_store::small_iteration;
using testing_store::write_journal;

class HistoryOf : public testing_store::TemporaryHome {
  protected:
    [[nodiscard]] std::unique_ptr<History> open() const {
        auto history = History::open(home());
        EXPECT_TRUE(history.has_value()) << history.error().text();
        return history.has_value() ? std::move(history.value()) : nullptr;
    }

    [[nodiscard]] std::vector<std::string> ids(const History& history,
                                               const RunFilter& filter) const {
        std::vector<std::string> found;
        const auto lines = history.list(filter);
        EXPECT_TRUE(lines.has_value()) << lines.error().text();
        for (const auto& line : lines.value()) found.push_back(line.id);
        return found;
    }

    [[nodiscard]] std::filesystem::path journal(const std::string& id) const {
        return detail::journal_file(home(), id);
    }
};

TEST_F(HistoryOf, NothingIsEmptyAndNotAnError) {
    const auto history = open();
    EXPECT_THAT(ids(*history, {}), IsEmpty());
    EXPECT_THAT(history->warnings(), IsEmpty());
    EXPECT_EQ(history->resolve("latest").error().code(), ErrorCode::not_found);
}

TEST_F(HistoryOf, AFinishedRunGivesItBackWhole) {
    const auto header = full_header();
    auto writer = detail::RunWriter::create(home(), header);
    ASSERT_TRUE(writer.has_value()) << writer.error().text();
    ASSERT_TRUE(writer.value()->iteration(small_iteration(2)).has_value());
    ASSERT_TRUE(writer.value()->iteration(full_iteration()).has_value());
    auto summary = full_summary();  // a warm-up that failed, and one that is ok
    summary.models[0].ok = summary.models[0].warmups = 1;
    summary.models[0].failed = summary.models[0].cancelled = 0;
    const auto finished = writer.value()->finish(summary);
    ASSERT_TRUE(finished.has_value()) << finished.error().text();
    const auto history = open();
    const auto run = history->read(header.id);
    ASSERT_TRUE(run.has_value()) << run.error().text();
    testing_store::expect_same(run.value().header, header);
    testing_store::expect_same(run.value().summary, summary);
    ASSERT_THAT(run.value().iterations, SizeIs(2));
    testing_store::expect_same(nth(run.value().iterations, 0), small_iteration(2));
    testing_store::expect_same(nth(run.value().iterations, 1), full_iteration());
    EXPECT_THAT(run.value().damage, IsEmpty());
}

TEST_F(HistoryOf, ARunShowsItsLineWithCountsOfMeasuredIterationsOnly) {
    auto header = small_header("20261121-083012-0001");
    header.spec.tags = {"nightly", "a"};
    auto& second = header.spec.models.emplace_back();
    second = header.spec.models[0];
    second.label = "other";
    auto writer = detail::RunWriter::create(home(), header);
    for (std::uint64_t seq = 1; seq <= 6; ++seq) {
        auto record = small_iteration(seq);
        record.warmup = seq <= 2;
        if (seq == 2 || seq == 3) record.status = IterationStatus::failed;
        if (seq == 4) record.status = IterationStatus::cancelled;
        ASSERT_TRUE(writer.value()->iteration(record).has_value());
    }
    ASSERT_TRUE(writer.value()->finish(full_summary()).has_value());
    const auto lines = open()->list({}).value();
    ASSERT_THAT(lines, SizeIs(1));
    EXPECT_EQ(lines[0].id, header.id);
    EXPECT_EQ(lines[0].started_at, header.started_at);
    EXPECT_EQ(lines[0].name, "demo");
    EXPECT_EQ(lines[0].modality, "text");
    EXPECT_EQ(lines[0].status, RunStatus::failed);
    EXPECT_THAT(lines[0].models, ElementsAre("m", "other"));
    EXPECT_THAT(lines[0].providers, ElementsAre("p"));
    EXPECT_THAT(lines[0].tags, ElementsAre("nightly", "a"));
    EXPECT_EQ(lines[0].ok, 2U);
    EXPECT_EQ(lines[0].failed, 1U);
}

TEST_F(HistoryOf, ALivingRunIsRunningAndACutOneInterrupted) {
    const std::string id = "20261121-083012-0001";
    auto header = small_header(id);
    header.samples = 10;
    header.spec.iterations = 3;
    auto writer = detail::RunWriter::create(home(), header);
    ASSERT_TRUE(writer.value()->iteration(small_iteration(1)).has_value());
    const auto history = open();
    EXPECT_EQ(history->list({}).value()[0].status, RunStatus::running);
    EXPECT_EQ(history->read(id).value().summary.status, RunStatus::running);
    ASSERT_TRUE(writer.value()->iteration(small_iteration(2)).has_value());
    writer.value().reset();
    const auto line = history->list({}).value()[0];
    EXPECT_EQ(line.status, RunStatus::interrupted);
    EXPECT_EQ(line.ok, 2U);
    EXPECT_EQ(line.planned, 30U);
    const auto run = history->read(id).value();
    EXPECT_EQ(run.summary.status, RunStatus::interrupted);
    EXPECT_FALSE(run.summary.duration);
    ASSERT_THAT(run.summary.models, SizeIs(1));
    EXPECT_EQ(run.summary.models[0].ok, 2U);
    EXPECT_THAT(run.damage, IsEmpty());
}

TEST_F(HistoryOf, ARunOnceSeenWithoutItsWriterIsRunningAgainWhenItHasOne) {
    // Between creating its journal and locking it, a run that begins has no writer to be seen.
    const std::string id = "20261121-083012-0001";
    write_journal(home(), small_header(id), 0, false);
    EXPECT_EQ(open()->list({}).value()[0].status, RunStatus::interrupted);
    detail::UniqueFd writer(::open(journal(id).c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    ASSERT_TRUE(detail::lock_exclusively(writer.get(), journal(id)).has_value());
    std::ofstream(journal(id), std::ios::app | std::ios::binary) << "HXJ1";  // of its next frame
    EXPECT_EQ(open()->list({}).value()[0].status, RunStatus::running);
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
    const auto frames = detail::read_journal(journal(id)).value().frames;
    auto bytes = testing_store::file_bytes(journal(id));
    bytes[frames[2].offset + 30] ^= 1;  // frame 0 is the header
    testing_store::write_bytes(journal(id), bytes);
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
    auto bytes = testing_store::file_bytes(journal(id));
    bytes[20] ^= 1;
    testing_store::write_bytes(journal(id), bytes);
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
    auto bytes = testing_store::file_bytes(journal(id));
    bytes[20] ^= 1;
    testing_store::write_bytes(journal(id), bytes);
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
    auto bytes = testing_store::file_bytes(journal(id));
    bytes[20] ^= 1;
    testing_store::write_bytes(journal(id), bytes);
    const auto table = render_run(open()->read(id).value(), ReportFormat::table, {});
    EXPECT_THAT(table, ContainsRegex("ttft +ms +2 +50\\.00"));
}

// As a backup that was put into the wrong folder leaves it.
TEST_F(HistoryOf, TheJournalOfAnotherRunIsToldAtEachOpeningAndReading) {
    const std::string a = "20261121-083012-0001";
    const std::string b = "20261121-083012-0002";
    keep_run(home(), small_header(a), 2);
    keep_run(home(), small_header(b), 5);
    const auto own = testing_store::file_bytes(journal(a));
    testing_store::write_bytes(journal(a), testing_store::file_bytes(journal(b)));
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
    testing_store::write_bytes(journal(a), own);
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
    const auto other = testing_store::file_bytes(journal(b));
    ASSERT_EQ(other.size(), std::filesystem::file_size(journal(a)));
    testing_store::write_bytes(journal(a), other);
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
    testing_store::write_bytes(journal(id), "no journal at all");
    write_journal(home(), small_header("20261121-083012-0002"), 1, true);
    const auto history = open();
    EXPECT_THAT(history->warnings(), SizeIs(1));
    EXPECT_THAT(ids(*history, {}), ElementsAre("20261121-083012-0002"));
    EXPECT_EQ(history->read(id).error().code(), ErrorCode::io);
    EXPECT_TRUE(history->remove(id).has_value());
    EXPECT_THAT(open()->warnings(), IsEmpty());
}

TEST_F(HistoryOf, TwoHundredRunsPagesThroughAllOfThemNewestFirst) {
    std::vector<std::string> expected;
    for (int i = 0; i < 200; ++i) {
        const auto id = fmt::format("20261121-0830{:02}-{:04x}", i / 10, i);
        write_journal(home(), small_header(id), 1, true);
        expected.insert(expected.begin(), id);
    }
    const auto history = open();
    std::vector<std::string> found;
    RunFilter filter;
    filter.limit = 33;
    for (;;) {
        const auto page = ids(*history, filter);
        EXPECT_LE(page.size(), 33U);
        if (page.empty()) break;
        found.insert(found.end(), page.begin(), page.end());
        filter.before_id = page.back();
    }
    EXPECT_EQ(found, expected);
}

TEST_F(HistoryOf, FiltersByModelProviderModalityAndTag) {
    auto header = small_header("20261121-083012-0001");
    header.spec.models[0].label = "Llama3.2 8B";
    header.spec.models[0].provider = "ollama";
    header.spec.models.push_back(header.spec.models[0]);
    header.spec.models[1].label = "gpt";
    header.spec.models[1].provider = "openai";
    header.spec.tags = {"nightly", "x_y"};
    write_journal(home(), header, 0, true);
    header = small_header("20261121-083012-0002");
    header.spec.modality = "image";
    header.spec.tags = {"xzy"};
    write_journal(home(), header, 0, true);
    const auto history = open();
    const auto matches = [&](const std::string& model, const std::string& provider,
                             const std::string& modality, const std::string& tag) {
        return ids(*history, {model, provider, modality, tag, "", 50});
    };
    const auto first = ElementsAre("20261121-083012-0001");
    EXPECT_THAT(matches("llama", "", "", ""), first);
    EXPECT_THAT(matches("3.2", "", "", ""), first);
    EXPECT_THAT(matches("%", "", "", ""), IsEmpty());
    EXPECT_THAT(matches("", "openai", "", ""), first);
    EXPECT_THAT(matches("gpt", "ollama", "", ""), IsEmpty());
    EXPECT_THAT(matches("", "", "image", ""), ElementsAre("20261121-083012-0002"));
    EXPECT_THAT(matches("", "", "", "x_y"), first);
    EXPECT_THAT(matches("", "", "image", "nightly"), IsEmpty());
    EXPECT_THAT(ids(*history, {"", "", "", "", "", 0}), IsEmpty());
}

TEST_F(HistoryOf, ResolvesWholeIdsBeginningsAndTheLatest) {
    for (const char* id : {"20261121-083012-0001", "20261121-083012-0002", "20261122-000000-0003"})
        write_journal(home(), small_header(id), 0, true);
    const auto history = open();
    EXPECT_EQ(history->resolve("20261121-083012-0001").value(), "20261121-083012-0001");
    EXPECT_EQ(history->resolve("20261122").value(), "20261122-000000-0003");
    EXPECT_EQ(history->resolve("latest").value(), "20261122-000000-0003");
    const auto ambiguous = history->resolve("20261121");
    ASSERT_TRUE(ambiguous.has_error());
    EXPECT_THAT(ambiguous.error().message(), HasSubstr("20261121-083012-0001"));
    EXPECT_THAT(ambiguous.error().message(), HasSubstr("20261121-083012-0002"));
    EXPECT_EQ(history->resolve("1999").error().code(), ErrorCode::not_found);
    EXPECT_TRUE(history->resolve("").has_error());
    EXPECT_TRUE(history->resolve("../runs").has_error());
    EXPECT_EQ(history->read("20261122").value().header.id, "20261122-000000-0003");
}

TEST_F(HistoryOf, CountsBackFromTheLatestAsGitDoes) {
    for (const char* id : {"20261121-083012-0001", "20261121-083012-0002", "20261122-000000-0003"})
        write_journal(home(), small_header(id), 0, true);
    const auto history = open();
    EXPECT_EQ(history->resolve("latest~0").value(), "20261122-000000-0003");
    EXPECT_EQ(history->resolve("latest~").value(), "20261121-083012-0002");
    EXPECT_EQ(history->resolve("latest~2").value(), "20261121-083012-0001");
    EXPECT_THAT(ids(*history, {"", "", "", "", "latest~1", 50}),
                ElementsAre("20261121-083012-0001"));
    const auto beyond = history->resolve("latest~3");
    EXPECT_EQ(beyond.error().code(), ErrorCode::not_found);
    EXPECT_THAT(beyond.error().text(), HasSubstr("latest~3: there are 3 runs only"));
    for (const char* word :
         {"latest1", "latest~x", "latest~-1", "latest~1 ", "latest~~", "latest~99999999999"})
        EXPECT_THAT(history->resolve(word).error().text(), HasSubstr("begins with")) << word;
}

TEST_F(HistoryOf, RemovesARunWithItsFolderAndRows) {
    const std::string id = "20261121-083012-0001";
    keep_run(home(), small_header(id), 2);
    keep_run(home(), small_header("20261121-083012-0002"), 2);
    const auto history = open();
    std::ofstream(home() / "runs" / id / "artefact.png") << "x";
    ASSERT_TRUE(history->remove(id).has_value());
    EXPECT_FALSE(std::filesystem::exists(home() / "runs" / id));
    EXPECT_THAT(ids(*history, {}), ElementsAre("20261121-083012-0002"));
    EXPECT_EQ(history->read(id).error().code(), ErrorCode::not_found);
    EXPECT_EQ(history->remove(id).error().code(), ErrorCode::not_found);
    EXPECT_EQ(history->remove("../runs").error().code(), ErrorCode::not_found);
    EXPECT_THAT(ids(*open(), {}), ElementsAre("20261121-083012-0002"));
}

TEST_F(HistoryOf, DoesNotRemoveARunThatGoesOn) {
    const std::string id = "20261121-083012-0001";
    auto writer = detail::RunWriter::create(home(), small_header(id));
    const auto history = open();
    const auto refused = history->remove(id);
    ASSERT_TRUE(refused.has_error());
    EXPECT_THAT(refused.error().message(), HasSubstr(id));
    EXPECT_TRUE(writer.value()->iteration(small_iteration(1)).has_value());
    ASSERT_TRUE(writer.value()->finish(RunSummary{}).has_value());
    writer.value().reset();
    EXPECT_TRUE(history->remove(id).has_value());
}

TEST_F(HistoryOf, DropsTheRowsOfRunsWhoseFoldersAreGone) {
    keep_run(home(), small_header("20261121-083012-0001"), 1);
    std::filesystem::remove_all(home() / "runs" / "20261121-083012-0001");
    EXPECT_THAT(ids(*open(), {}), IsEmpty());
}

TEST_F(HistoryOf, ClearsWhatADeletionLeftHalfDone) {
    keep_run(home(), small_header("20261121-083012-0001"), 1);
    const auto left = home() / "runs" / ".removed-20261121-083012-0001";
    std::filesystem::rename(home() / "runs" / "20261121-083012-0001", left);
    EXPECT_THAT(ids(*open(), {}), IsEmpty());
    EXPECT_FALSE(std::filesystem::exists(left));
}

TEST_F(HistoryOf, NamesRunsOlderThanSomeDays) {
    auto header = small_header("20200101-000000-0001");
    header.started_at = "2020-01-01T00:00:00.5Z";
    write_journal(home(), header, 0, true);
    header = small_header("20990101-000000-0001");
    header.started_at = "2099-01-01T00:00:00Z";
    write_journal(home(), header, 0, true);
    const auto history = open();
    EXPECT_THAT(history->older_than_days(30).value(), ElementsAre("20200101-000000-0001"));
    EXPECT_THAT(history->older_than_days(1e6).value(), IsEmpty());
    EXPECT_TRUE(history->older_than_days(-1).has_error());
}

TEST_F(HistoryOf, AHomeThatCannotBeMadeIsNamed) {
    const auto file = home() / "file";
    testing_store::write_bytes(file, "x");
    const auto history = History::open(file / "home");
    ASSERT_TRUE(history.has_error());
    EXPECT_EQ(history.error().code(), ErrorCode::config);
    EXPECT_THAT(history.error().text(), HasSubstr((file / "home").string()));
    EXPECT_THAT(history.error().text(), HasSubstr("a file is in the way"));
}

}  // namespace
}  // namespace hexameter
