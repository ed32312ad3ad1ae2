#include "run/runner.hpp"

#include <gmock/gmock.h>

#include <future>

#include "rig.hpp"
#include "support/nth.hpp"

namespace hexameter::detail {
namespace {

using hexameter::test::nth;
using hexameter::testing::EventLog;
using hexameter::testing::registry_for;
using hexameter::testing::resolved;
using hexameter::testing::spec_of;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Takes so many records, then no more.
class FullDisk : public RunWriter {
  public:
    explicit FullDisk(int room) : room_(room) {}

    Status iteration(const IterationRecord& record) override {
        if (room_-- > 0) {
            kept_.push_back(record);
            return {};
        }
        return Error(ErrorCode::io, "No space left on device", "journal.hxj");
    }

    [[nodiscard]] Result<Iterations> kept() const override { return kept_; }

    Status finish(const RunSummary&) override { return {}; }

  private:
    int room_;
    Iterations kept_;
};

struct Ran {
    RunRecord record;
    EventLog log;
};

RunHeader header_of(const RunSpec& spec, const ResolvedRun& run) {
    RunHeader header;
    header.spec = spec;
    header.samples = run.samples.size();
    return header;
}

std::unique_ptr<Ran> run_with(RunWriter& writer, const RunSpec& spec) {
    auto ran = std::make_unique<Ran>();
    const auto registry = registry_for(spec);
    auto run = resolved(*registry, spec);
    auto header = header_of(spec, *run);
    RunControl control;
    EventBus bus("run", {spec.models[0].label}, {&ran->log});
    ran->record = execute(*run, std::move(header), writer, bus, control);
    return ran;
}

TEST(Runner, StopsWithOneErrorEventWhenRecordsCannotBeKept) {
    auto spec = spec_of({"inside"});
    spec.iterations = 100'000;
    FullDisk disk(3);
    const auto ran = run_with(disk, spec);
    EXPECT_EQ(ran->record.summary.status, RunStatus::failed);
    EXPECT_LT(ran->record.iterations.size(), 100'000u);
    const auto errors = ran->log.of(RunEventType::error);
    ASSERT_THAT(errors, SizeIs(1));
    EXPECT_EQ(errors[0].model, "");
    EXPECT_THAT(errors[0].text, HasSubstr("journal.hxj: No space left on device"));
}

TEST(Runner, ReportsNoIterationCompleteThatWasNotKept) {
    auto spec = spec_of({"inside"});
    spec.iterations = 10;
    FullDisk disk(3);
    const auto ran = run_with(disk, spec);
    EXPECT_THAT(ran->log.of(RunEventType::iteration_complete), SizeIs(3));
    ASSERT_GT(ran->record.iterations.size(), 3u);
    EXPECT_THAT(nth(ran->record.iterations, 2).notes,
                Each(::testing::Not(HasSubstr("could not be kept"))));
    EXPECT_THAT(nth(ran->record.iterations, 3).notes,
                ::testing::Contains(HasSubstr("this record could not be kept")));
}

// Keeps what it is given; with the first record it waits for `when`, then calls `then`.
class Waits : public RunWriter {
  public:
    Waits(std::future<void> when, std::function<void()> then)
        : when_(std::move(when)), then_(std::move(then)) {}

    Status iteration(const IterationRecord& record) override {
        kept_.push_back(record);
        if (kept_.size() > 1) return {};
        when_.wait();
        then_();
        return {};
    }

    [[nodiscard]] Result<Iterations> kept() const override { return kept_; }

    Status finish(const RunSummary&) override { return {}; }

  private:
    std::future<void> when_;
    std::function<void()> then_;
    Iterations kept_;
};

TEST(Runner, KeepsAnswersWithoutScoresOnceItIsAborted) {
    auto spec = spec_of({"inside"});
    spec.iterations = 10'000;  // more than may wait for their scores
    spec.metrics = {{"contains", "{}"}};
    spec.dataset.inline_samples = {R"({"prompt":"x","reference":"inside"})"};
    const auto registry = registry_for(spec);
    auto run = resolved(*registry, spec);
    auto header = header_of(spec, *run);
    RunControl control;
    std::promise<void> five_began;
    EventLog log;
    log.then([&, began = 0](const RunEvent& event) mutable {
        if (event.type == RunEventType::iteration_start && ++began == 5) five_began.set_value();
    });
    Waits writer(five_began.get_future(), [&] { control.abort(); });
    EventBus bus("run", {spec.models[0].label}, {&log});
    const auto record = execute(*run, std::move(header), writer, bus, control);
    ASSERT_GT(record.iterations.size(), 3U);
    EXPECT_THAT(nth(record.iterations, 0).failed_metrics, IsEmpty());
    for (const auto& iteration : record.iterations) {
        if (iteration.seq == 1 || iteration.status != IterationStatus::ok) continue;
        EXPECT_THAT(iteration.failed_metrics, ElementsAre("contains"));
        EXPECT_THAT(iteration.notes, Contains(HasSubstr("text: not scored (the run was ended")));
        EXPECT_EQ(iteration.answer, "from inside");
    }
    EXPECT_EQ(record.summary.status, RunStatus::cancelled);
}

// What a run comes to that is asked for its end when the first of so many iterations is kept.
RunStatus status_when_stopped_after_the_first(std::uint32_t iterations) {
    auto spec = spec_of({"inside"});
    spec.iterations = iterations;
    const auto registry = registry_for(spec);
    auto run = resolved(*registry, spec);
    auto header = header_of(spec, *run);
    RunControl control;
    std::promise<void> at_once;
    at_once.set_value();
    Waits writer(at_once.get_future(), [&] { control.drain(); });
    EventBus bus("run", {spec.models[0].label}, {});
    return execute(*run, std::move(header), writer, bus, control).summary.status;
}

TEST(Runner, IsCancelledOnlyWhereSomethingWasLeftOut) {
    EXPECT_EQ(status_when_stopped_after_the_first(1), RunStatus::complete);
    EXPECT_EQ(status_when_stopped_after_the_first(1'000'000), RunStatus::cancelled);
}

TEST(Runner, NumbersTheRecordsInTheOrderOfTheirEnd) {
    auto spec = spec_of({"gather"});
    spec.concurrency = 3;
    spec.iterations = 9;
    FullDisk disk(1000);
    const auto ran = run_with(disk, spec);
    ASSERT_THAT(ran->record.iterations, SizeIs(9));
    for (std::size_t i = 0; i < 9; ++i) EXPECT_EQ(nth(ran->record.iterations, i).seq, i + 1);
    EXPECT_EQ(ran->record.summary.status, RunStatus::complete);
    EXPECT_THAT(ran->log.of(RunEventType::error), IsEmpty());
}

}  // namespace
}  // namespace hexameter::detail
