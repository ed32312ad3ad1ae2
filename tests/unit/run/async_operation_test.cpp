#include "run/async_operation.hpp"

#include <gmock/gmock.h>

#include <future>

#include "base/clock.hpp"
#include "plugin/operation_number.hpp"
#include "rig.hpp"

namespace hexameter::detail {
namespace {

using hexameter::testing::registry_for;
using hexameter::testing::spec_of;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// One operation of a fixture provider, on a real loop.
class Operating {
  public:
    explicit Operating(const std::string& provider, const Limits& limits = {})
        : registry_(registry_for(spec_of({provider}))) {
        auto instance = registry_->create(PluginKind::provider, provider, "{}");
        if (!instance) throw std::runtime_error(instance.error().text());
        instance_ = std::move(instance.value());
        static_cast<void>(instance_->start());
        OperationPlan plan;
        plan.op = next_operation();
        instance_->host().begin(plan.op, 7);
        plan.provider = instance_.get();
        plan.interface = provider_interface(*instance_).value();
        plan.loop = &loop_;
        plan.recorder = &recorder_;
        plan.limits = limits;
        plan.request.struct_size = sizeof(plan.request);
        plan.request.kind = HXM_KIND_GENERATE;
        operation_ = make_operation(std::move(plan), [this](Outcome outcome) {
            ++ends_;
            loop_thread_ = std::this_thread::get_id();
            outcome_.set_value(std::move(outcome));
        });
    }

    void start() {
        on_loop([this] { operation_->start(); });
    }

    // What `work` does has been done on the loop when this returns.
    void on_loop(std::function<void()> work) {
        std::promise<void> done;
        loop_.post([&] {
            work();
            done.set_value();
        });
        done.get_future().wait();
    }

    Outcome outcome() { return outcome_.get_future().get(); }

    Outcome run() {
        start();
        return outcome();
    }

    [[nodiscard]] Timeline& timeline() { return recorder_.timeline(); }

    [[nodiscard]] Operation& operation() { return *operation_; }

    [[nodiscard]] int ends() const { return ends_; }

    [[nodiscard]] Instance& provider() { return *instance_; }

    std::thread::id thread_of_loop() {
        std::thread::id id;
        on_loop([&] { id = std::this_thread::get_id(); });
        return id;
    }

    [[nodiscard]] std::thread::id ended_on() const { return loop_thread_; }

  private:
    std::unique_ptr<Registry> registry_;
    std::unique_ptr<Instance> instance_;
    Recorder recorder_;
    std::promise<Outcome> outcome_;
    int ends_ = 0;
    std::thread::id loop_thread_;
    std::shared_ptr<Operation> operation_;
    Loop loop_;  // last: its thread ends before what it uses
};

TEST(AsyncOperation, TakesADoneThatComesInsideSubmit) {
    const Instant before = now();
    Operating operating("inside");
    const auto outcome = operating.run();
    EXPECT_EQ(outcome.status, HXM_OK);
    const auto& timeline = operating.timeline();
    EXPECT_EQ(timeline.text, "from inside");
    EXPECT_EQ(timeline.finish_reason, "stop");
    ASSERT_TRUE(timeline.sent);
    ASSERT_TRUE(timeline.end);
    EXPECT_GE(*timeline.sent, before);
    EXPECT_GE(*timeline.end, timeline.events.back().at);
    ASSERT_THAT(timeline.attempts, SizeIs(1));
    EXPECT_EQ(timeline.attempts[0].sent, timeline.sent);
    EXPECT_EQ(timeline.events.at(0).source, TimingSource::host_callback);
}

TEST(AsyncOperation, HandsADoneOfAnotherThreadOnAtTheLoop) {
    Operating operating("from_thread");
    const auto outcome = operating.run();
    EXPECT_EQ(outcome.status, HXM_OK);
    EXPECT_EQ(operating.timeline().text, "from a thread");
    EXPECT_EQ(operating.ended_on(), operating.thread_of_loop());
}

TEST(AsyncOperation, EndsOnceWhenDoneComesTwice) {
    Operating operating("done_twice");
    const auto outcome = operating.run();
    operating.on_loop([] {});
    EXPECT_EQ(outcome.status, HXM_OK);
    EXPECT_EQ(operating.ends(), 1);
}

TEST(AsyncOperation, TakesNoChunkAfterDone) {
    Operating operating("chunk_after_done");
    EXPECT_EQ(operating.run().status, HXM_OK);
    EXPECT_EQ(operating.timeline().text, "in time");
}

TEST(AsyncOperation, IsOverWhenTheProviderRefuses) {
    Operating operating("refuse");
    const auto outcome = operating.run();
    EXPECT_EQ(outcome.status, HXM_E_LIMIT);
    EXPECT_EQ(outcome.error.code(), ErrorCode::limit);
    EXPECT_THAT(outcome.error.text(), HasSubstr("plugin refuse: the queue is full"));
    EXPECT_TRUE(operating.timeline().end);
    EXPECT_THAT(operating.timeline().attempts.at(0).error, HasSubstr("the queue is full"));
}

TEST(AsyncOperation, NamesTheStatusOfAProviderThatFailsWithoutAWord) {
    Operating operating("failing");
    const auto outcome = operating.run();
    EXPECT_EQ(outcome.error.code(), ErrorCode::transport);
    EXPECT_THAT(outcome.error.text(), HasSubstr("HXM_E_TRANSPORT and said no more"));
    EXPECT_EQ(operating.timeline().text, "half an ");
}

TEST(AsyncOperation, FailsWhenTheProviderBrokeTheSinksContract) {
    Operating operating("bad_chunk");
    const auto outcome = operating.run();
    EXPECT_LT(outcome.status, 0);
    EXPECT_EQ(outcome.error.code(), ErrorCode::plugin);
    EXPECT_THAT(outcome.error.text(), HasSubstr("plugin bad_chunk: it gave a chunk of unknown"));
}

TEST(AsyncOperation, EndsWithTheReasonOfItsCancel) {
    Operating operating("until_cancelled");
    operating.start();
    EXPECT_EQ(operating.ends(), 0);
    operating.on_loop([&] {
        operating.operation().cancel({ErrorCode::timeout, "too slow"});
        operating.operation().cancel({ErrorCode::cancelled, "a second reason"});
    });
    const auto outcome = operating.outcome();
    // The fixture gives this status when host and sink had both told it of the cancel.
    EXPECT_EQ(outcome.status, HXM_E_CANCELLED);
    EXPECT_EQ(outcome.error.code(), ErrorCode::timeout);
    EXPECT_EQ(outcome.error.message(), "too slow");
    EXPECT_EQ(operating.timeline().text, "begun");
}

TEST(AsyncOperation, IgnoresACancelAfterItsEnd) {
    Operating operating("inside");
    EXPECT_EQ(operating.run().status, HXM_OK);
    operating.on_loop([&] { operating.operation().cancel({ErrorCode::cancelled, "late"}); });
    EXPECT_EQ(operating.ends(), 1);
}

TEST(AsyncOperation, SaysNothingMoreOnceItIsAbandonedAndKeepsWhatCameBefore) {
    Operating operating("never");
    operating.start();
    operating.on_loop([&] {
        operating.operation().cancel({ErrorCode::cancelled, "stop"});
        operating.operation().abandon();
    });
    operating.provider().quarantine();
    EXPECT_EQ(operating.ends(), 0);
    const auto& timeline = operating.timeline();
    EXPECT_EQ(timeline.text, "wait");
    EXPECT_TRUE(timeline.sent);
    ASSERT_TRUE(timeline.end);
    EXPECT_GE(*timeline.end, timeline.events.back().at);
    EXPECT_EQ(timeline.attempts.at(0).error, "stop");
}

TEST(AsyncOperation, IsDueAtWhicheverLimitComesFirst) {
    Limits limits;
    limits.total_ms = 5'000;
    limits.stall_ms = 2'000;
    Operating stalling("until_cancelled", limits);
    stalling.start();
    stalling.on_loop([&] {
        EXPECT_EQ(stalling.operation().due(),
                  stalling.timeline().events.back().at + std::chrono::seconds(2));
        EXPECT_EQ(stalling.operation().overdue().code(), ErrorCode::timeout);
        EXPECT_THAT(stalling.operation().overdue().text(), HasSubstr("2000 ms (limits.stall_ms)"));
        stalling.operation().cancel({ErrorCode::cancelled, "end"});
    });
    stalling.outcome();

    limits.stall_ms = 10'000;
    Operating slow("until_cancelled", limits);
    slow.start();
    slow.on_loop([&] {
        EXPECT_LE(slow.operation().due(),
                  slow.timeline().events.back().at + std::chrono::seconds(5));
        EXPECT_THAT(slow.operation().overdue().text(), HasSubstr("5000 ms (limits.total_ms)"));
        slow.operation().cancel({ErrorCode::cancelled, "end"});
    });
    slow.outcome();
}

// The fixture ends inside its cancel.
TEST(AsyncOperation, EndsInItsTimelineWhenItWasCut) {
    Operating operating("until_cancelled");
    operating.start();
    Instant before;
    Instant after;
    operating.on_loop([&] {
        before = now();
        operating.operation().cancel({ErrorCode::timeout, "too slow"});
        after = now();
    });
    operating.outcome();
    EXPECT_GE(*operating.timeline().end, before);
    EXPECT_LE(*operating.timeline().end, after);
}

}  // namespace
}  // namespace hexameter::detail
