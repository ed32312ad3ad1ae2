#include "run/lane.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <future>

#include "base/clock.hpp"
#include "rig.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::registry_for;
using hexameter::testing::resolved;
using hexameter::testing::spec_of;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// One lane on a real loop; what it scores and drops is kept.
class LaneRig {
  public:
    explicit LaneRig(const RunSpec& spec, Nanos cancel_grace = std::chrono::seconds(2))
        : registry_(registry_for(spec)),
          run_(resolved(*registry_, spec)),
          gate_(*run_->modality, run_->modality_table, spec.seed),
          bus_("run", {spec.models[0].label}, {}),
          loop_(std::make_unique<Loop>()),
          preparer_(std::make_unique<Preparer>(
              gate_, run_->samples, std::vector<LanePlan>{{spec.warmup, spec.iterations, 4}},
              [this](std::uint32_t) { loop_->post([this] { lane_->pump(); }); })) {
        Lane::Links links;
        links.run = run_.get();
        links.loop = loop_.get();
        links.preparer = preparer_.get();
        links.bus = &bus_;
        links.score = [this](JobPtr job) {
            gate_.release(*job);
            scored_.push_back(std::move(job));
            if (scored_.size() == awaited_) awaited_scored_.set_value();
        };
        links.drop = [this](JobPtr job) {
            gate_.release(*job);
            ++dropped_;
        };
        links.over = [this] { over_.set_value(); };
        links.warm = [this] { lane_->measure({}); };
        links.dispatch_lag_ns = &lags_;
        links.cancel_grace = cancel_grace;
        lane_ = std::make_unique<Lane>(0, std::move(links));
    }

    ~LaneRig() {
        preparer_.reset();
        loop_.reset();
    }

    Lane& lane() { return *lane_; }

    [[nodiscard]] std::vector<double> lags() const {
        return {lags_.first().begin(), lags_.first().end()};
    }

    void on_loop(std::function<void()> work) {
        std::promise<void> done;
        loop_->post([&] {
            work();
            done.set_value();
        });
        done.get_future().wait();
    }

    void start() {
        on_loop([this] { lane_->start(); });
    }

    void run() {
        start();
        wait_over();
    }

    // The first job may become ready after start().
    void wait_sent() {
        for (bool sent = false; !sent;)
            on_loop([&] {
                lane_->pump();
                sent = lags_.size() > 0;
            });
    }

    void tick_until_over() {
        for (bool over = false; !over;)
            on_loop([&] {
                const Instant begin = now();
                lane_->tick();
                ticks_.push_back({begin, now()});
                over = lane_->is_over();
            });
    }

    // The end of the first tick that began at `due` or later; the greatest moment when none did.
    [[nodiscard]] Instant end_of_tick_from(Instant due) const {
        const auto tick = std::find_if(ticks_.begin(), ticks_.end(),
                                       [&](const Tick& one) { return one.begin >= due; });
        return tick == ticks_.end() ? Instant::max() : tick->end;
    }

    void wait_over() { over_.get_future().wait(); }

    // For tests that say so before start().
    void await_scored(std::size_t jobs) { awaited_ = jobs; }

    void wait_scored() { awaited_scored_.get_future().wait(); }

    // Read these when the lane is over.
    [[nodiscard]] const std::vector<JobPtr>& scored() const { return scored_; }

    [[nodiscard]] int dropped() const { return dropped_; }

    [[nodiscard]] Instance& provider() { return *run_->models[0].provider; }

  private:
    struct Tick {
        Instant begin;
        Instant end;
    };

    std::vector<Tick> ticks_;
    ValuePool lags_;
    std::unique_ptr<Registry> registry_;
    std::unique_ptr<ResolvedRun> run_;
    ModalityGate gate_;
    EventBus bus_;
    std::vector<JobPtr> scored_;  // the loop's thread; so the next three
    int dropped_ = 0;
    std::size_t awaited_ = 0;
    std::promise<void> awaited_scored_;
    std::promise<void> over_;
    std::unique_ptr<Lane> lane_;
    std::unique_ptr<Loop> loop_;
    std::unique_ptr<Preparer> preparer_;
};

std::vector<std::string> words_of(const LaneRig& rig) {
    std::vector<std::string> words;
    for (const auto& job : rig.scored())
        words.push_back((job->warmup ? "w" : "") + std::to_string(job->iteration));
    return words;
}

TEST(Lane, SendsWarmupsFirstAndEveryJobOnce) {
    auto spec = spec_of({"inside"});
    spec.warmup = 2;
    spec.iterations = 3;
    LaneRig rig(spec);
    rig.run();
    EXPECT_THAT(words_of(rig), ElementsAre("w1", "w2", "1", "2", "3"));
    EXPECT_TRUE(rig.lane().is_over());
    EXPECT_EQ(rig.dropped(), 0);
    EXPECT_THAT(rig.lags(), SizeIs(3));  // of what is measured
    EXPECT_THAT(rig.lags(), Each(::testing::Ge(0)));
    for (const auto& job : rig.scored()) {
        const auto& timeline = job->recorder.timeline();
        EXPECT_LE(timeline.intended, timeline.dispatched);
        EXPECT_LE(timeline.dispatched, *timeline.sent);
    }
}

TEST(Lane, SendsTheNextRequestWhenTheSlotOfOneBecomesFree) {
    auto spec = spec_of({"inside"});
    spec.iterations = 2;
    LaneRig rig(spec);
    rig.run();
    ASSERT_THAT(rig.scored(), SizeIs(2));
    EXPECT_EQ(rig.scored()[1]->recorder.timeline().intended,
              *rig.scored()[0]->recorder.timeline().end);
}

// `gather` ends operations by threes only, so the lane comes to an end when three are in flight.
TEST(Lane, HoldsMeasuredJobsUntilEveryWarmupHasEnded) {
    auto spec = spec_of({"gather"});
    spec.concurrency = 3;
    spec.warmup = 3;
    spec.iterations = 6;
    LaneRig rig(spec);
    rig.run();
    ASSERT_THAT(rig.scored(), SizeIs(9));
    for (std::size_t i = 0; i < 9; ++i) EXPECT_EQ(rig.scored()[i]->warmup, i < 3) << i;
}

TEST(Lane, NeverHasMoreInFlightThanTheConcurrency) {
    auto spec = spec_of({"gather"});
    spec.concurrency = 3;
    spec.iterations = 30;
    LaneRig rig(spec);
    rig.run();
    ASSERT_THAT(rig.scored(), SizeIs(30));
    std::set<std::string> in_flight;
    for (const auto& job : rig.scored()) in_flight.insert(job->recorder.timeline().text);
    EXPECT_THAT(in_flight, ::testing::IsSubsetOf({"1", "2", "3"}));
    EXPECT_THAT(in_flight, ::testing::Contains("3"));
}

TEST(Lane, ScoresAJobThatCouldNotBePreparedWithoutSendingIt) {
    auto spec = spec_of({"inside"}, 2);
    spec.dataset.inline_samples[0] = R"({"id": "mute"})";
    LaneRig rig(spec);
    rig.run();
    ASSERT_THAT(rig.scored(), SizeIs(2));
    EXPECT_EQ(rig.scored()[0]->status, IterationStatus::failed);
    EXPECT_FALSE(rig.scored()[0]->recorder.timeline().sent);
    EXPECT_EQ(rig.scored()[1]->status, IterationStatus::ok);
}

TEST(Lane, GoesOnAfterFailures) {
    auto spec = spec_of({"refuse"});
    spec.iterations = 3;
    LaneRig rig(spec);
    rig.run();
    ASSERT_THAT(rig.scored(), SizeIs(3));
    for (const auto& job : rig.scored()) {
        EXPECT_EQ(job->status, IterationStatus::failed);
        EXPECT_EQ(job->abi_status, HXM_E_LIMIT);
        EXPECT_THAT(job->error.text(), HasSubstr("the queue is full"));
    }
}

TEST(Lane, AbortEndsWhatIsInFlightAsCancelledAndKeepsWhatCame) {
    auto spec = spec_of({"until_cancelled"});
    spec.concurrency = 2;
    spec.iterations = 10;
    LaneRig rig(spec);
    rig.start();
    rig.wait_sent();
    rig.on_loop([&] { rig.lane().abort({ErrorCode::cancelled, "the run was aborted"}); });
    rig.wait_over();
    EXPECT_THAT(rig.scored(), ::testing::Not(IsEmpty()));
    for (const auto& job : rig.scored()) {
        EXPECT_EQ(job->status, IterationStatus::cancelled);
        EXPECT_EQ(job->error.message(), "the run was aborted");
        EXPECT_EQ(job->recorder.timeline().text, "begun");
    }
    EXPECT_LE(rig.scored().size(), 2u);
}

TEST(Lane, DrainSendsNothingMoreAndWaitsForWhatIsInFlight) {
    auto spec = spec_of({"until_cancelled"});
    spec.iterations = 10;
    LaneRig rig(spec);
    rig.start();
    rig.wait_sent();
    rig.on_loop([&] {
        rig.lane().drain();
        EXPECT_FALSE(rig.lane().is_over());
        rig.lane().abort({ErrorCode::cancelled, "end"});
    });
    rig.wait_over();
    EXPECT_THAT(rig.scored(), SizeIs(1));
}

TEST(Lane, QuarantinesAProviderThatIgnoresItsCancel) {
    auto spec = spec_of({"never"});
    spec.iterations = 5;
    LaneRig rig(spec, Nanos(0));
    rig.await_scored(1);
    rig.start();
    rig.wait_sent();
    rig.on_loop([&] { rig.lane().abort({ErrorCode::cancelled, "stop"}); });
    rig.on_loop([&] { rig.lane().tick(); });
    rig.wait_scored();
    rig.wait_over();
    ASSERT_THAT(rig.scored(), SizeIs(1));
    auto& job = *rig.scored().front();
    EXPECT_EQ(job.status, IterationStatus::failed);
    EXPECT_EQ(job.error.code(), ErrorCode::plugin);
    EXPECT_THAT(job.error.text(),
                HasSubstr("plugin never: it did not end an operation within 0 s"));
    EXPECT_EQ(job.recorder.timeline().text, "wait");
    EXPECT_TRUE(rig.provider().quarantined());
}

TEST(Lane, KeepsTheLimitAndWhatCameOfAProviderThatIgnoresItsCancel) {
    auto spec = spec_of({"never"});
    spec.limits.total_ms = 1;
    LaneRig rig(spec, Nanos(0));
    rig.start();
    rig.tick_until_over();
    ASSERT_THAT(rig.scored(), SizeIs(1));
    auto& job = *rig.scored().front();
    EXPECT_EQ(job.status, IterationStatus::failed);
    EXPECT_EQ(job.error.code(), ErrorCode::timeout);
    EXPECT_THAT(job.error.text(), HasSubstr("plugin never: not done after 1 ms (limits.total_ms)"));
    EXPECT_THAT(job.error.text(), HasSubstr("not called again"));
    EXPECT_EQ(job.recorder.timeline().text, "wait");
    ASSERT_TRUE(job.recorder.timeline().end);
    EXPECT_TRUE(rig.provider().quarantined());
}

TEST(Lane, EndsEveryOperationOfAProviderThatAnotherOnePutOutOfUse) {
    auto spec = spec_of({"never"});
    spec.limits.total_ms = 1;
    LaneRig rig(spec, Nanos(0));
    rig.start();
    rig.wait_sent();
    rig.on_loop([&] { rig.provider().quarantine(); });
    rig.tick_until_over();
    ASSERT_THAT(rig.scored(), SizeIs(1));
    EXPECT_EQ(rig.scored().front()->error.code(), ErrorCode::timeout);
}

TEST(Lane, CutsAProviderAtTheFirstLookFromItsLimitOn) {
    for (const bool stall : {false, true}) {
        auto spec = spec_of({"until_cancelled"});
        (stall ? spec.limits.stall_ms : spec.limits.total_ms) = 30;
        spec.iterations = 2;
        LaneRig rig(spec);
        rig.start();
        rig.tick_until_over();
        ASSERT_THAT(rig.scored(), SizeIs(2));
        for (const auto& job : rig.scored()) {
            const auto& timeline = job->recorder.timeline();
            EXPECT_EQ(job->status, IterationStatus::failed);
            EXPECT_EQ(job->error.code(), ErrorCode::timeout);
            EXPECT_THAT(job->error.text(),
                        HasSubstr(stall ? "30 ms (limits.stall_ms)" : "30 ms (limits.total_ms)"));
            EXPECT_EQ(timeline.text, "begun");
            const std::chrono::milliseconds limit(30);
            EXPECT_GE(*timeline.end, timeline.dispatched + limit);
            // Both limits count from its one piece at the latest.
            EXPECT_LE(*timeline.end, rig.end_of_tick_from(timeline.events.back().at + limit));
        }
    }
}

}  // namespace
}  // namespace hexameter::detail
