#include "store/rewrite.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hexameter/history.hpp"
#include "same_records.hpp"
#include "store/folders.hpp"
#include "store/run_writer.hpp"
#include "store_fixtures.hpp"

namespace hexameter::detail {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing_store::expect_same;
using testing_store::file_bytes;
using testing_store::keep_run;
using testing_store::small_header;
using testing_store::small_iteration;
using testing_store::write_journal;

class Rewrite : public testing_store::TemporaryHome {
  protected:
    [[nodiscard]] RunRecord kept() const { return History::open(home()).value()->read(id).value(); }

    [[nodiscard]] std::filesystem::path journal() const { return journal_file(home(), id); }

    static constexpr const char* id = "20261121-083012-0001";
};

TEST_F(Rewrite, WithoutAChangeLeavesTheRunAsItIs) {
    keep_run(home(), small_header(id), 5);
    const auto before = kept();
    const auto damage = rewrite_run(home(), id, {});
    ASSERT_TRUE(damage.has_value()) << damage.error().text();
    EXPECT_THAT(damage.value(), IsEmpty());
    const auto after = kept();
    expect_same(after.header, before.header);
    EXPECT_EQ(after.summary.status, before.summary.status);
    EXPECT_THAT(after.iterations, SizeIs(5));
    std::uint64_t seq = 0;
    for (const auto& iteration : after.iterations) expect_same(iteration, small_iteration(++seq));
}

TEST_F(Rewrite, KeepsWhyTheRunStoppedItself) {
    auto writer = RunWriter::create(home(), small_header(id));
    ASSERT_TRUE(writer.value()->iteration(small_iteration(1)).has_value());
    RunSummary summary;
    summary.status = RunStatus::cancelled;
    summary.stopped_for = "the cost passed 1";
    ASSERT_TRUE(writer.value()->finish(summary).has_value());
    writer.value().reset();
    ASSERT_TRUE(rewrite_run(home(), id, {}).has_value());
    EXPECT_EQ(kept().summary.stopped_for, "the cost passed 1");
}

TEST_F(Rewrite, KeepsWhereAndByWhatTheRunWasTakenUpAgain) {
    write_journal(home(), small_header(id), 2, false);
    auto header = small_header(id);
    header.resumed = {{"2026-11-22T08:00:00Z", "0.9.9", R"({"cpu":"another"})", 2.5}};
    ASSERT_TRUE(RunWriter::resume(home(), header, kept().iterations).has_value());
    ASSERT_TRUE(rewrite_run(home(), id, {}).has_value());
    const auto after = kept();
    ASSERT_THAT(after.header.resumed, SizeIs(1));
    EXPECT_EQ(after.header.resumed[0].at, "2026-11-22T08:00:00Z");
    EXPECT_EQ(after.header.resumed[0].engine_version, "0.9.9");
    EXPECT_EQ(after.header.resumed[0].host_json, R"({"cpu":"another"})");
    EXPECT_EQ(after.header.resumed[0].max_cost, 2.5);
}

TEST_F(Rewrite, ChangesValuesAndMakesTheFiguresAnew) {
    keep_run(home(), small_header(id), 5);
    Rewriting rewriting;
    rewriting.header = [](RunHeader& header) {
        header.metrics.push_back({.id = "new", .unit = "1", .help = {}, .source = {}});
        return Status();
    };
    rewriting.iteration = [](IterationRecord& iteration) {
        iteration.values.push_back({"new", "", static_cast<double>(iteration.seq), 1});
        return Status();
    };
    ASSERT_TRUE(rewrite_run(home(), id, rewriting).has_value());
    const auto after = kept();
    const auto& metrics = after.summary.models.at(0).metrics;
    const auto found = std::find_if(metrics.begin(), metrics.end(),
                                    [](const auto& m) { return m.metric == "new"; });
    ASSERT_NE(found, metrics.end());
    EXPECT_EQ(found->distribution.mean, 3);
    EXPECT_THAT(after.damage, IsEmpty());
}

TEST_F(Rewrite, ThatFailsLeavesTheJournalToTheByte) {
    keep_run(home(), small_header(id), 5);
    const auto before = file_bytes(journal());
    Rewriting rewriting;
    rewriting.iteration = [](IterationRecord& iteration) {
        return iteration.seq < 3 ? Status() : Status(Error(ErrorCode::plugin, "no"));
    };
    EXPECT_TRUE(rewrite_run(home(), id, rewriting).has_error());
    EXPECT_EQ(file_bytes(journal()), before);
    EXPECT_FALSE(std::filesystem::exists(journal().string() + ".new"));
}

TEST_F(Rewrite, LeavesOutWhatCannotBeReadAndKeepsTheOldOneOnDemand) {
    write_journal(home(), small_header(id), 5, false);
    auto bytes = file_bytes(journal());
    bytes[bytes.size() - 3] ^= 0x55;  // in the last iteration
    testing_store::write_bytes(journal(), bytes);
    Rewriting rewriting;
    rewriting.keep_old_as = "journal.damaged";
    const auto damage = rewrite_run(home(), id, rewriting);
    ASSERT_TRUE(damage.has_value()) << damage.error().text();
    EXPECT_THAT(damage.value(), SizeIs(1));
    EXPECT_EQ(file_bytes(journal().parent_path() / "journal.damaged"), bytes);
    const auto after = kept();
    EXPECT_THAT(after.damage, IsEmpty());
    EXPECT_THAT(after.iterations, SizeIs(4));
    EXPECT_EQ(after.summary.status, RunStatus::interrupted);
}

TEST_F(Rewrite, IsRefusedWhileTheRunGoesOn) {
    const auto writer = RunWriter::create(home(), small_header(id));
    ASSERT_TRUE(writer.has_value());
    const auto refused = rewrite_run(home(), id, {});
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code(), ErrorCode::config);
    EXPECT_THAT(refused.error().text(), HasSubstr("still going on"));
}

}  // namespace
}  // namespace hexameter::detail
