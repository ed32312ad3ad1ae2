#include "hexameter/sdk/async.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "hexameter/sdk/worker.hpp"
#include "support/fake_host.hpp"
#include "support/fake_sinks.hpp"

namespace hexameter::sdk {
namespace {

// A gate that a test opens.
class Gate {
  public:
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }

    void pass() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return open_; });
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
};

class GatedWorker : public WorkerProvider {
  public:
    using WorkerProvider::WorkerProvider;
    Gate entered;
    Gate gate;

  private:
    Status run(const Request& request, Sink& out) override {
        entered.open();
        gate.pass();
        if (host().is_cancelled(out.op())) {
            return Status::cancelled;
        }
        if (request.model() == "broken") {
            throw Error(Status::internal, "no such weights");
        }
        out.content("answer");
        return Status::ok;
    }
};

class Worker : public ::testing::Test {
  protected:
    Worker() {
        request_.struct_size = sizeof request_;
        EXPECT_EQ(plugin_.raw()->start(self()), HXM_OK);
    }

    ~Worker() override {
        plugin_.gate.open();
        plugin_.raw()->stop(self());
    }

    void* self() { return plugin_.raw()->self; }

    test::FakeHost host_;
    GatedWorker plugin_{sdk::Setup{Host(host_.raw()), "gated", "{}"}};
    const hxm_provider_async* table_ = static_cast<const hxm_provider_async*>(
        plugin_.raw()->get_interface(plugin_.raw()->self, HXM_IF_ASYNC));
    hxm_request request_{};
};

TEST_F(Worker, AnswersInOrderWithOneDoneEach) {
    test::FakeSink first;
    test::FakeSink second;
    EXPECT_EQ(table_->submit(self(), 1, &request_, first.raw()), HXM_OK);
    EXPECT_EQ(table_->submit(self(), 2, &request_, second.raw()), HXM_OK);
    plugin_.gate.open();
    ASSERT_TRUE(first.wait_done());
    ASSERT_TRUE(second.wait_done());
    EXPECT_EQ(first.text(), "answer");
    EXPECT_EQ(first.sents(), 1U);
    EXPECT_EQ(second.dones(), std::vector<hxm_status>{HXM_OK});
}

TEST_F(Worker, EndsAnOperationThatThrowsWithItsError) {
    request_.model = str("broken");
    test::FakeSink sink;
    plugin_.gate.open();
    EXPECT_EQ(table_->submit(self(), 4, &request_, sink.raw()), HXM_OK);
    ASSERT_TRUE(sink.wait_done());
    EXPECT_EQ(sink.dones(), std::vector<hxm_status>{HXM_E_INTERNAL});
    EXPECT_EQ(host_.errors().back().op, 4U);
    EXPECT_EQ(host_.last_error(), "no such weights");
}

TEST_F(Worker, CancelEndsAWaitingOperationAtOnceAndOnlyOnce) {
    test::FakeSink running;
    test::FakeSink waiting;
    table_->submit(self(), 1, &request_, running.raw());
    plugin_.entered.pass();
    table_->submit(self(), 2, &request_, waiting.raw());
    host_.cancel(2);
    table_->cancel(self(), 2);
    table_->cancel(self(), 2);
    EXPECT_EQ(waiting.dones(), std::vector<hxm_status>{HXM_E_CANCELLED});
    EXPECT_TRUE(running.dones().empty());

    host_.cancel(1);
    table_->cancel(self(), 1);
    plugin_.gate.open();
    ASSERT_TRUE(running.wait_done());
    EXPECT_EQ(running.dones(), std::vector<hxm_status>{HXM_E_CANCELLED});
    table_->cancel(self(), 1);
    table_->cancel(self(), 99);
}

TEST_F(Worker, RefusesWithoutCallingTheSink) {
    test::FakeSink sink;
    EXPECT_EQ(table_->submit(self(), 1, nullptr, sink.raw()), HXM_E_ARG);
    hxm_sink endless = *sink.raw();
    endless.done = nullptr;
    EXPECT_EQ(table_->submit(self(), 1, &request_, &endless), HXM_E_ARG);
    EXPECT_TRUE(sink.dones().empty());
}

}  // namespace
}  // namespace hexameter::sdk
