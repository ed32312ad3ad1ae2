#include "run/resumption.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <optional>
#include <set>
#include <stdexcept>

#include "hexameter/history.hpp"
#include "hexameter/repair.hpp"
#include "rig.hpp"
#include "store/folders.hpp"
#include "store/journal.hpp"
#include "store/rewrite.hpp"
#include "store/run_writer.hpp"
#include "support/journal_content.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter::detail {
namespace {

using namespace hexameter::testing;  // NOLINT: the rig
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// A run of two models that ended after some iterations, and is gone on with.
class Resuming : public ::testing::Test {
  protected:
    Resuming() {
        spec_ = spec_of({"inside", "from_thread"}, 3);
        spec_.iterations = 4;
        spec_.warmup = 1;
    }

    // As kill -9 leaves it: this many rows and no end.
    RunRecord stopped_after(std::size_t rows) {
        const auto whole = run_spec(spec_, nullptr, nullptr, home_.path());
        const auto file = journal_file(home_.path(), whole.header.id);
        for (const auto& frame : read_journal(file).value().frames)
            if (frame.type == FrameType::iteration && rows-- == 1)
                std::filesystem::resize_file(file, frame.end);
        return kept(whole.header.id);
    }

    [[nodiscard]] RunRecord kept(const std::string& id) const {
        return History::open(home_.path()).value()->read(id).value();
    }

    [[nodiscard]] std::unique_ptr<Engine> engine() const {
        EngineOptions options;
        options.plugin_dirs = fixture_folders({"inside", "from_thread"});
        options.home = home_.path();
        return std::make_unique<Engine>(options);
    }

    Result<RunRecord> resumed(const RunRecord& before) const {
        const auto with = engine();
        auto prepared = with->prepare_to_resume(before);
        if (!prepared) return prepared.error();
        RunControl control;
        return with->run(std::move(prepared.value()), {}, control);
    }

    // Damages the nth row of the journal.
    void lose_row(const std::string& id, std::size_t nth) const {
        const auto file = journal_file(home_.path(), id);
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        for (const auto& frame : read_journal(file).value().frames)
            if (frame.type == FrameType::iteration && nth-- == 1)
                bytes.seekp(static_cast<std::streamoff>(frame.offset)).write("gone", 4);
    }

    TempFolder home_;
    RunSpec spec_;
};

// Of each model, which measured iterations are there; a number that is there twice fails the test.
std::map<std::string, std::set<std::uint32_t>> measured(const RunRecord& run) {
    std::map<std::string, std::set<std::uint32_t>> all;
    for (const auto& iteration : run.iterations)
        if (!iteration.warmup) {
            EXPECT_TRUE(all[iteration.model].insert(iteration.iteration).second);
        }
    return all;
}

TEST_F(Resuming, MeasuresWhatIsMissingAndNothingTwice) {
    const auto before = stopped_after(6);
    ASSERT_EQ(before.summary.status, RunStatus::interrupted);
    ASSERT_THAT(before.iterations, SizeIs(6));
    const auto whole = resumed(kept(before.header.id));
    ASSERT_TRUE(whole.has_value()) << whole.error().text();
    for (const auto& run : {whole.value(), kept(before.header.id)}) {
        EXPECT_EQ(run.header.id, before.header.id);
        EXPECT_EQ(run.summary.status, RunStatus::complete);
        for (const auto& [model, iterations] : measured(run)) EXPECT_THAT(iterations, SizeIs(12));
        EXPECT_THAT(run.header.resumed, SizeIs(1));
        EXPECT_FALSE(run.summary.duration);
        for (const auto& model : run.summary.models) EXPECT_EQ(model.ok, 12U);
        std::uint64_t last = 0;
        for (const auto& iteration : run.iterations) EXPECT_EQ(iteration.seq, ++last);
    }
}

TEST_F(Resuming, CountsWhatModelsTookInBothPartsWithoutTheTimeBetween) {
    const auto before = stopped_after(6);
    const auto whole = resumed(kept(before.header.id)).value();
    // The span of each part by hand, of the model that was measured in both.
    std::map<std::uint32_t, std::pair<Instant, Instant>> spans;
    for (const auto& iteration : whole.iterations) {
        if (iteration.warmup || iteration.model != "inside") continue;
        const auto& timeline = iteration.timeline;
        auto& [begin, end] =
            spans.try_emplace(iteration.part, *timeline.sent, *timeline.sent).first->second;
        begin = std::min(begin, *timeline.sent);
        end = std::max(end, timeline.events.back().at);
    }
    ASSERT_THAT(spans, SizeIs(2));
    Nanos sum{0};
    for (const auto& [part, span] : spans) sum += span.second - span.first;
    EXPECT_EQ(whole.summary.models[0].own_time, sum);
}

TEST_F(Resuming, GoesOnBehindAFrameThatWasHalfWritten) {
    const auto before = stopped_after(6);
    const auto file = journal_file(home_.path(), before.header.id);
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - 5);
    const auto cut = kept(before.header.id);
    EXPECT_EQ(cut.summary.status, RunStatus::interrupted);
    const auto whole = resumed(cut);
    ASSERT_TRUE(whole.has_value()) << whole.error().text();
    const auto read = kept(before.header.id);
    EXPECT_THAT(read.damage, SizeIs(0));
    for (const auto& [model, iterations] : measured(read)) EXPECT_THAT(iterations, SizeIs(12));
}

TEST_F(Resuming, TellsNoThroughputOfATimeOfWhichRecordsWereLost) {
    const auto id = run_spec(spec_, nullptr, nullptr, home_.path()).header.id;
    lose_row(id, 6);  // of the first model
    const auto expect_none = [](const RunRecord& run) {
        EXPECT_FALSE(run.summary.models[0].own_time);
        EXPECT_FALSE(run.summary.models[0].throughput_tokens_per_s);
        EXPECT_THAT(run.summary.models[0].findings, Contains(HasSubstr("records are lost")));
        EXPECT_TRUE(run.summary.models[1].own_time);
    };
    expect_none(kept(id));
    ASSERT_TRUE(repair_run(home_.path(), id).has_value());
    expect_none(kept(id));
    const auto whole = resumed(kept(id));
    ASSERT_TRUE(whole.has_value()) << whole.error().text();
    EXPECT_EQ(whole.value().summary.models[0].ok, 12U);
    for (const auto& run : {whole.value(), kept(id)}) {
        expect_none(run);
        EXPECT_THAT(run.damage, SizeIs(0));
    }
}

TEST_F(Resuming, LeavesNoDurationToSpeakOfWhereRecordsAreLost) {
    const auto first = run_spec(spec_, nullptr, nullptr, home_.path()).header.id;
    lose_row(first, 6);
    EXPECT_THAT(kept(first).damage,
                Contains(HasSubstr("duration and instrument are of the whole")));
    const auto id = resumed(stopped_after(6)).value().header.id;
    lose_row(id, 6);
    EXPECT_THAT(kept(id).damage, Contains(HasSubstr("the figures of the models are of those")));
    EXPECT_THAT(kept(id).damage, Not(Contains(HasSubstr("duration"))));
}

TEST_F(Resuming, IsRefusedWhenNothingIsLeft) {
    const auto all = run_spec(spec_, nullptr, nullptr, home_.path());
    const auto refused = resumed(kept(all.header.id));
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code(), ErrorCode::config);
    EXPECT_THAT(refused.error().text(), HasSubstr("nothing is left to do"));
}

TEST_F(Resuming, IsRefusedWhenTheDataSetIsAnotherOne) {
    auto before = stopped_after(6);
    before.header.spec.dataset.inline_samples.pop_back();
    const auto refused = resumed(before);
    ASSERT_TRUE(refused.has_error());
    EXPECT_THAT(refused.error().text(),
                AllOf(HasSubstr("the samples of the data set have changed"), HasSubstr("repeat")));
}

TEST_F(Resuming, IsRefusedWhenAPluginIsAnotherOne) {
    auto before = stopped_after(6);
    for (auto& plugin : before.header.plugins)
        if (plugin.id == "text") plugin.sha256 = "0000";
    const auto refused = resumed(before);
    ASSERT_TRUE(refused.has_error());
    EXPECT_THAT(refused.error().text(), HasSubstr("the modality plugin text has changed"));
}

TEST_F(Resuming, IsRefusedWhileTheRunGoesOn) {
    const auto before = stopped_after(6);
    const auto with = engine();
    auto first = with->prepare_to_resume(kept(before.header.id));
    ASSERT_TRUE(first.has_value()) << first.error().text();
    auto header = before.header;
    header.resumed.emplace_back();
    const auto writer = RunWriter::resume(home_.path(), header, before.iterations);
    ASSERT_TRUE(writer.has_value()) << writer.error().text();
    RunControl control;
    const auto second = with->run(std::move(first.value()), {}, control);
    ASSERT_TRUE(second.has_error());
    EXPECT_THAT(second.error().text(), HasSubstr("still going on"));
    EXPECT_THAT(resumed(kept(before.header.id)).error().text(), HasSubstr("still going on"));
}

// Prepared when 6 rows were there, and started when it is no longer so.
class ResumingLate : public Resuming {
  protected:
    ResumingLate() : with_(engine()), id_(stopped_after(6).header.id) {
        auto prepared = with_->prepare_to_resume(kept(id_));
        if (!prepared) throw std::runtime_error(prepared.error().text());
        prepared_.emplace(std::move(prepared.value()));
    }

    void expect_refused() {
        const auto file = journal_file(home_.path(), id_);
        const auto bytes = std::filesystem::file_size(file);
        RunControl control;
        const auto late = with_->run(std::move(*prepared_), {}, control);
        ASSERT_TRUE(late.has_error());
        EXPECT_EQ(late.error().code(), ErrorCode::config);
        EXPECT_THAT(late.error().text(), AllOf(HasSubstr(id_), HasSubstr("was gone on with")));
        EXPECT_EQ(std::filesystem::file_size(file), bytes);
        EXPECT_THAT(kept(id_).damage, SizeIs(0));
    }

    std::unique_ptr<Engine> with_;
    std::string id_;
    std::optional<PreparedRun> prepared_;
};

TEST_F(ResumingLate, IsRefusedWhenTheRunWasGoneOnWithMeanwhile) {
    ASSERT_TRUE(resumed(kept(id_)).has_value());
    expect_refused();
    EXPECT_EQ(kept(id_).summary.status, RunStatus::complete);
}

TEST_F(ResumingLate, IsRefusedWhenTheRunWasRewrittenMeanwhile) {
    ASSERT_TRUE(rewrite_run(home_.path(), id_, {}).has_value());
    expect_refused();
}

TEST_F(ResumingLate, IsNotRefusedForAHalfFrameThatWasThere) {
    const auto file = journal_file(home_.path(), id_);
    std::filesystem::resize_file(file, std::filesystem::file_size(file) + 3);
    RunControl control;
    const auto late = with_->run(std::move(*prepared_), {}, control);
    ASSERT_TRUE(late.has_value()) << late.error().text();
    EXPECT_THAT(kept(id_).damage, SizeIs(0));
}

}  // namespace
}  // namespace hexameter::detail
