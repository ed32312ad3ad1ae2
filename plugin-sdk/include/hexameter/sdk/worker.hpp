// Base of an async provider that answers one request after another on a thread of its own.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <hexameter/sdk/async.hpp>
#include <mutex>
#include <optional>
#include <thread>

namespace hexameter::sdk {
inline namespace v1 {

// Invariants:
// 1. Whoever takes a job out of the queue, under the lock, calls its done, once, without the lock.
// 2. A job that waits is ended by cancel itself; one that runs, by run() seeing cancelled().
class WorkerProvider : public AsyncProvider {
  public:
    using AsyncProvider::AsyncProvider;

  protected:
    // Answers one request; what it returns or throws ends the operation. It looks at
    // host().is_cancelled(out.op()) at least once a second and then returns Status::cancelled.
    // Thread: the worker.
    virtual Status run(const Request& request, Sink& out) = 0;

    Status start() override {
        stopping_ = false;
        thread_ = std::thread([this] { serve(); });
        return Status::ok;
    }

    void stop() override {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }

  private:
    struct Job {
        Request request;
        AsyncSink out;
    };

    Status submit(const Request& request, const AsyncSink& out) final {
        {
            const std::lock_guard lock(mutex_);
            queue_.push_back({request, out});
        }
        wake_.notify_one();
        return Status::ok;
    }

    void cancel(hxm_op op) final {
        std::optional<Job> waiting;
        {
            const std::lock_guard lock(mutex_);
            const auto found = std::find_if(queue_.begin(), queue_.end(),
                                            [op](const Job& job) { return job.out.op() == op; });
            if (found == queue_.end()) {
                return;
            }
            waiting.emplace(*found);
            queue_.erase(found);
        }
        waiting->out.done(Status::cancelled);
    }

    void serve() {
        std::unique_lock lock(mutex_);
        for (;;) {
            wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) {
                return;
            }
            Job job = queue_.front();
            queue_.pop_front();
            lock.unlock();
            const hxm_status status = guard(host(), job.out.op(), [&] {
                job.out.sent();
                return run(job.request, job.out);
            });
            job.out.done(static_cast<Status>(status));
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> queue_;
    std::thread thread_;
    bool stopping_ = false;
};

}  // namespace v1
}  // namespace hexameter::sdk
