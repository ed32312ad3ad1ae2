// Threads of a run: this one waits; the loop dispatches and stamps; the preparer works ahead; the
// scorer works behind; the bus delivers events. Jobs go preparer -> lane (loop) -> scorer.
#include "run/runner.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <utility>

#include "base/clock.hpp"
#include "run/budget.hpp"
#include "run/instrument.hpp"
#include "run/lane.hpp"
#include "run/modality_gate.hpp"
#include "run/preparer.hpp"
#include "run/prompt_cache.hpp"
#include "run/run_control.hpp"
#include "run/scorer.hpp"
#include "stats/summary.hpp"

namespace hexameter::detail {
namespace {

using Level = RunControl::State::Level;

// The lanes of a run and who is next; everything but the constructor on the loop's thread.
class Floor {
  public:
    // `spent` is called, once, when the budget is.
    Floor(ResolvedRun& run, Loop& loop, Preparer& preparer, EventBus& bus, Scorer& scorer,
          ModalityGate& gate, ValuePool& dispatch_lag_ns, Budget& budget,
          const std::function<void()>& spent)
        : loop_(loop),
          parallel_(run.spec.order == ModelOrder::parallel),
          measured_together_(parallel_ && run.spec.warmup > 0) {
        for (std::uint32_t i = 0; i < run.models.size(); ++i) {
            Lane::Links links;
            links.run = &run;
            links.loop = &loop;
            links.preparer = &preparer;
            links.bus = &bus;
            links.score = [&scorer](JobPtr job) { scorer.add(std::move(job)); };
            links.drop = [&gate](JobPtr job) { gate.release(*job); };
            links.dispatch_lag_ns = &dispatch_lag_ns;
            links.over = [this] { next(); };
            links.warm = [this] { measure(); };
            if (budget.is_limited())
                links.spend = [&budget](Job& job) { return budget.spend(job); };
            links.spent = [this, spent] {
                spent();
                stop(Level::drain);
            };
            lanes_.push_back(std::make_unique<Lane>(i, std::move(links)));
        }
    }

    void start() {
        tick();
        if (!parallel_) return next();
        for (auto& lane : lanes_) lane->start();
        next();
    }

    void pump(std::uint32_t lane) { lanes_[lane]->pump(); }

    void stop(Level level) {
        stopping_ = true;
        for (auto& lane : lanes_) {
            if (level == Level::abort)
                lane->abort(Error(ErrorCode::cancelled, "the run was aborted"));
            else
                lane->drain();
        }
        next();
    }

    [[nodiscard]] std::future<void> over() { return over_.get_future(); }

  private:
    // Starts the next lane of a sequential run, or says that all is over.
    void next() {
        measure();
        if (ended_) return;
        if (!parallel_ && !stopping_ && started_ < lanes_.size() &&
            (started_ == 0 || lanes_[started_ - 1]->is_over())) {
            // Not from inside the lane that has just ended.
            loop_.post([this, lane = started_++] { lanes_[lane]->start(); });
            return;
        }
        const auto active = parallel_ ? lanes_.size() : started_;
        const bool idle = std::all_of(lanes_.begin(), lanes_.begin() + static_cast<long>(active),
                                      [](const auto& lane) { return lane->is_over(); });
        if (!idle || (!stopping_ && active < lanes_.size())) return;
        ended_ = true;
        over_.set_value();
    }

    // Of models in parallel none is measured beside another's warm-up.
    void measure() {
        const auto warm = [](const auto& lane) { return lane->is_warm(); };
        if (stopping_) return;
        if (measured_together_ && !std::all_of(lanes_.begin(), lanes_.end(), warm)) return;
        // Lanes may come back here from inside measure(): all begin at one moment.
        if (measured_from_ == Instant() && measured_together_) measured_from_ = now();
        for (auto& lane : lanes_)
            if (lane->is_warm()) lane->measure(measured_from_);
    }

    void tick() {
        for (auto& lane : lanes_) lane->tick();
        if (!ended_) loop_.at(now() + Lane::tick_period, [this] { tick(); });
    }

    Loop& loop_;
    bool parallel_;
    bool measured_together_;
    Instant measured_from_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    std::size_t started_ = 0;
    bool stopping_ = false;
    bool ended_ = false;
    std::promise<void> over_;
};

std::vector<LanePlan> lane_plans(const ResolvedRun& run, const std::string& run_id,
                                 const Resumption* before) {
    const auto& spec = run.spec;
    const auto ahead = std::max<std::uint32_t>(16, spec.concurrency * 2);
    std::vector<LanePlan> plans(run.models.size(),
                                LanePlan{spec.warmup, spec.iterations, ahead, {}, {}});
    for (std::size_t i = 0; spec.prompt_cache == PromptCache::bust && i < plans.size(); ++i)
        plans[i].unique_key = prompt_key(run_id, spec.models[i].label);
    for (std::size_t i = 0; before != nullptr && i < plans.size(); ++i)
        plans[i].done = before->done[i];
    return plans;
}

void tell(EventBus& bus, std::string text) {
    BusItem item;
    item.type = RunEventType::error;
    item.lane = EventBus::whole_run;
    item.text = std::move(text);
    bus.push(std::move(item));
}

// Why a run sends nothing more. The loop's thread writes stopped_for, the scorer's the rest, until
// these have ended.
struct Stop {
    std::atomic<bool> kept{true};
    std::vector<std::string> damage;
    std::string stopped_for;
};

// Those by which the scorer ends the run. All must outlive it.
Scorer::Links ends_of(EventBus& bus, RunControl& control, Stop& stop) {
    Scorer::Links links;
    links.failed = [&](const Error& error) {
        tell(bus, error.text());
        stop.kept = false;
        stop.damage.push_back("records could not be kept: " + error.text());
        control.drain();
    };
    return links;
}

// What was kept, and what could not be.
Iterations iterations_of(const RunWriter& writer, std::vector<IterationRecord> not_kept,
                         std::vector<std::string>& damage) {
    auto kept = writer.kept();
    if (!kept) damage.push_back("the iterations cannot be read: " + kept.error().text());
    auto iterations = kept ? std::move(kept.value()) : Iterations();
    for (auto& lost : not_kept) iterations.push_back(std::move(lost));
    return iterations;
}

// On the loop's thread.
void watch(Loop& loop, ValuePool& lag_ns, InstrumentReading& reading) {
    reading.loop_cpu = -loop.cpu_time();
    loop.watch_lag([&lag_ns](double late_ns) { lag_ns.add(late_ns); });
}

// What was posted before this has run when it returns.
void read_when_quiet(Loop& loop, InstrumentReading& reading) {
    std::promise<void> quiet;
    loop.post([&] {
        reading.loop_cpu += loop.cpu_time();
        loop.watch_lag(nullptr);
        quiet.set_value();
    });
    quiet.get_future().wait();
}

// Asked for its end when nothing was left to cut, a run has come to it by itself.
RunStatus status_of(Level level, bool kept, std::uint64_t planned, const RunSummary& summary) {
    if (!kept) return RunStatus::failed;
    std::uint64_t ok = 0;
    std::uint64_t done = 0;
    for (const auto& model : summary.models) {
        ok += model.ok;
        done += model.ok + model.failed;
    }
    if (level != Level::go && done < planned) return RunStatus::cancelled;
    return ok > 0 ? RunStatus::complete : RunStatus::failed;
}

}  // namespace

RunRecord execute(ResolvedRun& run, RunHeader header, RunWriter& writer, EventBus& bus,
                  RunControl& control, const Resumption* before) {
    RunRecord record;
    ValuePool dispatch_lag_ns;  // the loop's thread, until that has ended; the next too
    ValuePool loop_lag_ns;
    InstrumentReading reading{&dispatch_lag_ns, &loop_lag_ns};
    Scored scored;
    const Nanos cpu_before = process_cpu_time();
    const Instant began = now();
    Stop stop;
    {
        ModalityGate gate(*run.modality, run.modality_table, run.spec.seed);
        std::unique_ptr<Preparer> preparer;
        auto links = ends_of(bus, control, stop);
        links.scored = [&preparer](std::uint64_t count) { preparer->scored(count); };
        Scorer scorer(run, header, gate, bus, writer, std::move(links), before);
        Floor* pumped = nullptr;
        auto loop = std::make_unique<Loop>();
        preparer = std::make_unique<Preparer>(gate, run.samples, lane_plans(run, header.id, before),
                                              [&](std::uint32_t lane) {
                                                  loop->post([&pumped, lane] {
                                                      if (pumped != nullptr) pumped->pump(lane);
                                                  });
                                              });
        Budget budget(run, before);
        Floor floor(run, *loop, *preparer, bus, scorer, gate, dispatch_lag_ns, budget, [&] {
            stop.stopped_for = budget.why();
            tell(bus, stop.stopped_for + "; nothing more is sent");
            control.drain();
        });
        auto over = floor.over();
        control.state()->listen([&](Level level) {
            loop->post([&floor, level] { floor.stop(level); });
            if (level == Level::abort) scorer.give_up_scores();
        });
        loop->post([&] {
            watch(*loop, loop_lag_ns, reading);
            pumped = &floor;
            floor.start();
        });
        over.wait();
        reading.wall = now() - began;
        read_when_quiet(*loop, reading);
        reading.process_cpu = process_cpu_time() - cpu_before;
        scored = scorer.finish();
        control.state()->listen(nullptr);
        // The preparer posts to the loop, the loop calls the floor: they go in this order.
        preparer.reset();
        loop.reset();
    }
    record.damage = std::move(stop.damage);
    record.iterations = iterations_of(writer, std::move(scored.not_kept), record.damage);
    record.summary = std::move(scored.summary);
    if (before == nullptr) record.summary.duration = reading.wall;
    record.summary.instrument = read_instrument(reading, scored.events);
    record.summary.status = status_of(control.state()->reached(), stop.kept,
                                      header.planned_iterations(), record.summary);
    if (record.summary.status == RunStatus::cancelled)
        record.summary.stopped_for = std::move(stop.stopped_for);
    record.header = std::move(header);
    return record;
}

}  // namespace hexameter::detail
