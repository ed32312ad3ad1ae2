// What observers hear of a run, and when.
#include <gmock/gmock.h>

#include <algorithm>

#include "hexameter/engine.hpp"
#include "rig.hpp"
#include "store/codec.hpp"
#include "store/folders.hpp"
#include "store/journal.hpp"
#include "support/journal_content.hpp"
#include "unit/base/temp_folder.hpp"

namespace hexameter {
namespace {

using namespace hexameter::testing;  // NOLINT: the rig
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(RunEvents, TellTheWholeRunInOrder) {
    auto spec = spec_of({"inside"});
    spec.warmup = 1;
    spec.iterations = 2;
    EventLog log;
    const auto run = run_spec(spec, &log);
    // Scoring goes on behind the requests: only the events of one iteration have an order.
    const auto words = log.words("inside");
    EXPECT_THAT(words, SizeIs(11));
    EXPECT_THAT(words, ::testing::IsSupersetOf({"model_start", "warmup 1/1"}));
    EXPECT_EQ(words.front(), "model_start");
    for (const std::string iteration : {"1/1 w", "1/2", "2/2"}) {
        const auto place = [&](const std::string& what) {
            return std::find(words.begin(), words.end(), what + " " + iteration);
        };
        EXPECT_LT(place("iteration_start"), place("first_token")) << iteration;
        EXPECT_LT(place("first_token"), place("iteration_complete")) << iteration;
        EXPECT_NE(place("iteration_complete"), words.end()) << iteration;
    }
    EXPECT_THAT(log.words(""), ElementsAre("complete"));
    for (const auto& event : log.events()) EXPECT_EQ(event.run, run.header.id);
}

TEST(RunEvents, CarryPromptTextTimesAndRecords) {
    EventLog log;
    const auto run = run_spec(spec_of({"inside"}), &log);
    const auto start = log.of(RunEventType::iteration_start).at(0);
    EXPECT_EQ(start.text, "prompt 1");
    EXPECT_EQ(start.sample, "s1");
    EXPECT_EQ(start.repetition, 1u);
    std::string text;
    for (const auto& event : log.of(RunEventType::token)) text += event.text;
    EXPECT_EQ(text, "from inside");
    EXPECT_GT(log.of(RunEventType::first_token).at(0).ttft, Nanos(0));
    const auto complete = log.of(RunEventType::iteration_complete).at(0);
    ASSERT_NE(complete.iteration, nullptr);
    EXPECT_EQ(complete.iteration->answer, "from inside");
    EXPECT_EQ(complete.iteration->seq, 1u);
    EXPECT_EQ(complete.iteration->repetition, 1u);
    const auto last = log.events().back();
    ASSERT_NE(last.summary, nullptr);
    EXPECT_EQ(last.summary->models.at(0).ok, run.summary.models.at(0).ok);
}

TEST(RunEvents, TellNoFirstTokenOfAReplyThatIsNotStreamed) {
    auto spec = spec_of({"inside"});
    spec.stream = false;
    EventLog log;
    static_cast<void>(run_spec(spec, &log));
    EXPECT_THAT(log.of(RunEventType::first_token), SizeIs(0));
}

TEST(RunEvents, TellOfAFailedIterationWithItsError) {
    EventLog log;
    static_cast<void>(run_spec(spec_of({"failing"}), &log));
    const auto complete = log.of(RunEventType::iteration_complete);
    ASSERT_THAT(complete, SizeIs(1));
    EXPECT_EQ(complete[0].iteration->status, IterationStatus::failed);
    EXPECT_THAT(complete[0].iteration->error.text(), HasSubstr("HXM_E_TRANSPORT"));
}

// Looks each reported iteration up in the journal, as it is reported.
TEST(RunEvents, ReportAnIterationOnlyWhenTheJournalHasIt) {
    const TempFolder home;
    auto spec = spec_of({"inside"});
    spec.warmup = 1;
    spec.iterations = 20;
    EventLog log(false);
    std::vector<std::uint64_t> missing;
    log.then([&](const RunEvent& event) {
        if (event.type != RunEventType::iteration_complete) return;
        const auto journal = testing::read_journal(detail::journal_file(home.path(), event.run));
        bool found = false;
        if (journal)
            for (const auto& frame : journal->frames) {
                if (frame.type != detail::FrameType::iteration) continue;
                const auto record = detail::decode_iteration(frame.payload);
                found = found || (record && record->seq == event.iteration->seq &&
                                  record->answer == event.iteration->answer);
            }
        if (!found) missing.push_back(event.iteration->seq);
    });
    const auto run = run_spec(spec, &log, nullptr, home.path());
    EXPECT_THAT(log.of(RunEventType::iteration_complete), SizeIs(21));
    EXPECT_THAT(missing, SizeIs(0));
    EXPECT_THAT(run.damage, SizeIs(0));
}

}  // namespace
}  // namespace hexameter
