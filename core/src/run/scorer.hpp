// What happens to a finished iteration: the modality finishes, metrics score, the record is kept,
// observers hear of it. In that order, so that whatever was reported complete is in the journal.
//
// Off the hot path and on a thread of its own, which looks in every 10 ms, so that an iteration
// costs the loop no system call.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "hexameter/record.hpp"
#include "run/event_bus.hpp"
#include "run/job.hpp"
#include "run/modality_gate.hpp"
#include "run/record_shelf.hpp"
#include "run/resolved_run.hpp"
#include "store/run_writer.hpp"

namespace hexameter::detail {

class Scorer {
  public:
    // `failed` is called once, when a record cannot be kept: the run should stop.
    Scorer(ResolvedRun& run, ModalityGate& gate, EventBus& bus, RunWriter& writer,
           std::function<void(const Error&)> failed);
    ~Scorer();
    Scorer(const Scorer&) = delete;
    Scorer& operator=(const Scorer&) = delete;

    // Thread: any.
    void add(JobPtr job);

    // Waits for all that was added; gives the records. Call once.
    [[nodiscard]] std::vector<IterationRecord> finish();

  private:
    void score_until_stopped();
    void score(Job& job);
    [[nodiscard]] IterationRecord record_of(Job& job);
    void keep(const Job& job, IterationRecord&& record);
    void score_metrics(const Job& job, const FinishResult& finished, IterationRecord& record);

    ResolvedRun& run_;
    ModalityGate& gate_;
    EventBus& bus_;
    RunWriter& writer_;
    std::function<void(const Error&)> failed_;
    RecordShelf records_;  // the scorer's thread, then finish(); so the next
    bool failure_told_ = false;

    std::mutex mutex_;  // guards the three below
    std::condition_variable stop_asked_;
    std::vector<JobPtr> waiting_;
    bool stop_ = false;

    std::thread thread_;
};

}  // namespace hexameter::detail
