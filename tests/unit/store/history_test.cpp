#include "hexameter/history.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "history_fixture.hpp"
#include "same_records.hpp"
#include "store/posix_file.hpp"
#include "store/run_writer.hpp"
#include "support/nth.hpp"

namespace hexameter {
namespace {

using hexameter::test::nth;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing_store::expect_same;
using testing_store::full_header;
using testing_store::full_iteration;
using testing_store::full_summary;
using testing_store::HistoryOf;
using testing_store::keep_run;
using testing_store::small_header;
using testing_store::small_iteration;
using testing_store::write_bytes;
using testing_store::write_journal;

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
    expect_same(run.value().header, header);
    expect_same(run.value().summary, summary);
    ASSERT_THAT(run.value().iterations, SizeIs(2));
    expect_same(nth(run.value().iterations, 0), small_iteration(2));
    expect_same(nth(run.value().iterations, 1), full_iteration());
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
    EXPECT_THAT(history->resolve("1999").error().message(), HasSubstr("hexameter list"));
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
    write_bytes(file, "x");
    const auto history = History::open(file / "home");
    ASSERT_TRUE(history.has_error());
    EXPECT_EQ(history.error().code(), ErrorCode::config);
    EXPECT_THAT(history.error().text(), HasSubstr((file / "home").string()));
    EXPECT_THAT(history.error().text(), HasSubstr("a file is in the way"));
}

}  // namespace
}  // namespace hexameter
