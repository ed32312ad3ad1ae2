// One model's closed loop: so many requests in flight, the next one as soon as one ends.
//
//   start -> pump -> dispatch -> (operation) -> ended -> pump ... -> over
//
// Its warm-ups over, it is warm, and begins with what is measured once it may (measure).
//
// Everything here runs on the loop's thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "run/event_bus.hpp"
#include "run/operation.hpp"
#include "run/preparer.hpp"
#include "run/resolved_run.hpp"
#include "stats/value_pool.hpp"

namespace hexameter::detail {

class Lane {
  public:
    struct Links {
        ResolvedRun* run = nullptr;
        Loop* loop = nullptr;
        Preparer* preparer = nullptr;
        EventBus* bus = nullptr;
        std::function<void(JobPtr)> score;  // takes a finished job
        // Asked about each finished job where there is a limit to what may be spent: true where
        // nothing more may be sent. Null: no limit.
        std::function<bool(Job&)> spend;
        std::function<void()> spent;       // called after that, once the job is handed over
        std::function<void(JobPtr)> drop;  // takes a job that will not be sent: no row comes of it
        std::function<void()> over;        // the lane has nothing left in flight and nothing to do
        std::function<void()> warm;        // its warm-ups are over, and it waits for measure()
        // Engine's own delay of each measured request: handed to the transport - intended.
        ValuePool* dispatch_lag_ns = nullptr;
        // How long a provider may take to end an operation that was cancelled.
        Nanos cancel_grace = std::chrono::seconds(2);
    };

    Lane(std::uint32_t number, Links links);
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    void start();
    void pump();   // also called when the preparer has more
    void drain();  // send nothing more
    void abort(const Error& why);

    // To be called when it is warm: what is measured begins, due at `from` at the earliest.
    void measure(Instant from);

    // Looks at limits of what is in flight; to be called once every tick_period. One that falls due
    // in between is looked at when it does.
    void tick();

    static constexpr std::chrono::milliseconds tick_period{20};

    [[nodiscard]] bool is_over() const { return over_; }

    [[nodiscard]] bool is_warm() const { return over_ || (held_ && warmups_in_flight_ == 0); }

  private:
    struct InFlight {
        JobPtr job;
        std::shared_ptr<Operation> operation;
        Instant cancelled_at;
        Error cancelled_for;
        bool cancelled = false;
    };

    void dispatch(JobPtr job);
    void announce(const Job& job);
    void listen(Job& job);
    void ended(hxm_op op, Outcome outcome);

    void free_slot(Instant at) { free_since_.push_back(at); }

    // Dispatches nothing more, and does that with each in flight.
    void stop(const std::function<void(InFlight&)>& end);
    void cancel(InFlight& flight, const Error& why);
    void quarantine(hxm_op op);
    void check_over();

    std::uint32_t number_;
    Links links_;
    ResolvedModel& model_;
    std::deque<Instant> free_since_;  // a slot each: the moment from which the next send is due
    JobPtr held_;                     // first measured job, until it may begin
    std::unordered_map<hxm_op, InFlight> in_flight_;
    std::uint32_t warmups_in_flight_ = 0;
    Instant measured_from_;
    Instant looks_at_;                  // the next look beside those of tick_period
    std::size_t expected_events_ = 64;  // as asked for; then the most that came
    std::size_t most_events_ = 0;
    bool started_ = false;
    bool measuring_ = false;
    bool draining_ = false;
    bool pumping_ = false;
    bool over_ = false;
};

}  // namespace hexameter::detail
