// What the checks say of runs and bundles that are sound, and of such as were changed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/codec.hpp"
#include "store/folders.hpp"
#include "store/journal.hpp"
#include "store/run_writer.hpp"
#include "unit/bundle/sound_run.hpp"
#include "unit/store/store_fixtures.hpp"

namespace hexameter {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing_bundle::check_of;
using testing_bundle::keep_sound_run;
using testing_bundle::run_id;
using testing_bundle::sound_header;
using testing_bundle::sound_iteration;
using testing_store::file_bytes;
using testing_store::write_bytes;
using State = Check::State;

class Verify : public testing_store::TemporaryHome {
  protected:
    [[nodiscard]] std::filesystem::path journal() const {
        return detail::journal_file(home(), run_id);
    }

    [[nodiscard]] std::filesystem::path bundle() const { return home() / "r.hxrun"; }

    void expect_failed(const std::string& check, const std::string& words) const {
        const auto verified = verify_run(home(), run_id);
        ASSERT_TRUE(verified.has_value()) << verified.error().text();
        EXPECT_FALSE(verified->passed());
        const auto found = check_of(verified.value(), check);
        EXPECT_EQ(found.state, State::failed);
        EXPECT_THAT(found.found, HasSubstr(words));
    }
};

TEST_F(Verify, FindsNothingWrongWithASoundRunAndItsBundle) {
    keep_sound_run(home(), 5);
    ASSERT_TRUE(export_run(home(), run_id, bundle()).has_value());
    for (const auto& verified : {verify_run(home(), run_id), verify_bundle(bundle())}) {
        ASSERT_TRUE(verified.has_value()) << verified.error().text();
        EXPECT_TRUE(verified->passed());
        EXPECT_EQ(verified->id, run_id);
        for (const auto& check : verified->checks)
            EXPECT_EQ(check.state, State::ok) << check.name << ": " << check.found;
    }
}

TEST_F(Verify, NamesATimeThatDoesNotComeOutOfItsEvents) {
    keep_sound_run(home(), 5, sound_header(), [](IterationRecord& record) {
        if (record.seq == 3) record.timeline.events[0].at += Nanos(1);
    });
    expect_failed("timing",
                  "of 5 iterations 1 do not agree with their events, first: number 3: ttft");
}

TEST_F(Verify, NamesAFigureThatDoesNotComeOutOfTheIterations) {
    keep_sound_run(home(), 5, sound_header(), [](IterationRecord& record) {
        if (record.seq == 2) record.status = IterationStatus::failed;
    });
    expect_failed("summary", "models[0].ok: 5 is stored, 4 comes out");
}

TEST_F(Verify, NamesIterationsThatAreMissing) {
    {
        auto writer = detail::RunWriter::create(home(), sound_header());
        for (const std::uint64_t seq : {1, 2, 5, 6})
            ASSERT_TRUE(writer.value()->iteration(sound_iteration(seq)).has_value());
    }
    expect_failed(
        "iterations",
        "4 are there, 2 are missing, the first is number 3; a run that goes on measures them");
    EXPECT_EQ(check_of(verify_run(home(), run_id).value(), "summary").state, State::not_checkable);
}

TEST_F(Verify, TakesARunThatMeasuredAgainWhatItsJournalLost) {
    auto header = sound_header();
    header.samples = 1;
    header.spec.iterations = 3;
    {
        auto writer = detail::RunWriter::create(home(), header);
        std::uint32_t iteration = 0;
        for (const std::uint64_t seq : {1, 3, 4}) {
            auto record = sound_iteration(seq);
            record.iteration = ++iteration;
            ASSERT_TRUE(writer.value()->iteration(record).has_value());
        }
    }
    const auto found = check_of(verify_run(home(), run_id).value(), "iterations");
    EXPECT_EQ(found.state, State::ok) << found.found;
    EXPECT_EQ(
        found.found,
        "3 are there, 1 are missing, the first is number 2; all that was planned was measured");
}

TEST_F(Verify, TellsAJournalInTheFolderOfAnotherRun) {
    keep_sound_run(home(), 2);
    const std::string other = "20261121-083012-0002";
    std::filesystem::rename(detail::run_folder(home(), run_id), detail::run_folder(home(), other));
    const auto verified = verify_run(home(), other);
    EXPECT_EQ(check_of(verified.value(), "identity").state, State::failed);
    EXPECT_THAT(check_of(verified.value(), "identity").found,
                AllOf(HasSubstr(run_id), HasSubstr(other)));
}

TEST_F(Verify, TellsDamageOfTheJournal) {
    keep_sound_run(home(), 3);
    auto bytes = file_bytes(journal());
    bytes[bytes.size() / 2] ^= 1;
    write_bytes(journal(), bytes);
    expect_failed("journal", "damaged bytes at offset");
}

TEST_F(Verify, CannotCheckSamplesOfADataSetThatHasChanged) {
    const auto data = home() / "d.jsonl";
    write_bytes(data, "{\"prompt\":\"a\"}\n");
    auto header = sound_header();
    header.spec.dataset = {};
    header.spec.dataset.file = data;
    keep_sound_run(home(), 1, header);
    const auto check = check_of(verify_run(home(), run_id).value(), "samples");
    EXPECT_EQ(check.state, State::not_checkable);
    EXPECT_THAT(check.found, HasSubstr("has changed"));
    const auto exported = export_run(home(), run_id, bundle());
    ASSERT_TRUE(exported.has_value()) << exported.error().text();
    EXPECT_THAT(exported->notes, ::testing::ElementsAre(HasSubstr("samples are not in it")));
    EXPECT_EQ(check_of(verify_bundle(bundle()).value(), "samples").state, State::not_checkable);
}

TEST_F(Verify, ChecksTheTimesOfARunWithPricesToo) {
    auto header = sound_header();
    header.metrics.push_back({.id = "cost", .unit = "USD", .help = {}, .source = {}});
    keep_sound_run(home(), 3, header, [](IterationRecord& record) {
        record.values.push_back({"cost", "", 0.5, 1});
        if (record.seq == 2) record.timeline.events[0].at += Nanos(1);
    });
    expect_failed("timing", "of 3 iterations 1 do not agree with their events");
}

TEST_F(Verify, DoesNotRecomputeTimesThatWereDefinedOtherwise) {
    auto header = sound_header();
    header.metrics[0].help = "another definition";
    keep_sound_run(home(), 1, header);
    EXPECT_EQ(check_of(verify_run(home(), run_id).value(), "timing").state, State::not_checkable);
}

TEST_F(Verify, IsRefusedWhileTheRunGoesOn) {
    const auto writer = detail::RunWriter::create(home(), sound_header());
    for (const auto code : {verify_run(home(), run_id).error().code(),
                            export_run(home(), run_id, bundle()).error().code()})
        EXPECT_EQ(code, ErrorCode::config);
    EXPECT_FALSE(std::filesystem::exists(bundle()));
}

}  // namespace
}  // namespace hexameter
