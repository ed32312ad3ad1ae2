// What happens to a finished iteration: the modality finishes, metrics score, the record is kept,
// observers hear of it. In that order, so that whatever was reported complete is in the journal.
//
// Off the hot path and on a thread of its own, which looks in every 10 ms, so that an iteration
// costs the loop no system call. What is kept is not held: a run may have millions of iterations.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "hexameter/record.hpp"
#include "run/event_bus.hpp"
#include "run/instrument.hpp"
#include "run/job.hpp"
#include "run/modality_gate.hpp"
#include "run/resolved_run.hpp"
#include "run/resumption.hpp"
#include "spec/token_prices.hpp"
#include "stats/summary.hpp"
#include "store/run_writer.hpp"

namespace hexameter::detail {

// What the scorer leaves.
struct Scored {
    RunSummary summary;  // by Summariser
    EventCounts events;
    std::vector<IterationRecord> not_kept;
};

class Scorer {
  public:
    struct Links {
        std::function<void(const Error&)> failed;         // once, when a record cannot be kept
        std::function<void(std::uint64_t count)> scored;  // so many jobs more are done with
    };

    Scorer(ResolvedRun& run, const RunHeader& header, ModalityGate& gate, EventBus& bus,
           RunWriter& writer, Links links, const Resumption* before);
    ~Scorer();
    Scorer(const Scorer&) = delete;
    Scorer& operator=(const Scorer&) = delete;

    // Thread: any.
    void add(JobPtr job);

    // From now on answers are kept without a score, with a note: nobody waits for metrics any more.
    // Thread: any.
    void give_up_scores() { scores_given_up_ = true; }

    // Waits for all that was added. Call once.
    [[nodiscard]] Scored finish();

  private:
    void score_until_stopped();
    void score(Job& job);
    [[nodiscard]] IterationRecord record_of(Job& job);
    void keep(const Job& job, IterationRecord&& record);
    void score_answer(Job& job, FinishResult& finished, IterationRecord& record);
    void add_cost(const Job& job, IterationRecord& record) const;

    ResolvedRun& run_;
    ModalityGate& gate_;
    EventBus& bus_;
    RunWriter& writer_;
    Links links_;
    // The scorer's thread, then finish(); so all up to the next gap.
    Summariser summariser_;
    const Prices prices_;
    std::uint64_t last_seq_ = 0;
    std::uint32_t part_ = 0;
    EventCounts events_;
    std::vector<IterationRecord> not_kept_;

    std::atomic<bool> scores_given_up_ = false;

    std::mutex mutex_;  // guards the three below
    std::condition_variable stop_asked_;
    std::vector<JobPtr> waiting_;
    bool stop_ = false;

    std::thread thread_;
};

}  // namespace hexameter::detail
