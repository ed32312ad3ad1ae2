// Invariants:
// 1. A slot is free (in free_since_) or has one operation in in_flight_; their sum is the
//    concurrency, less the slots of quarantined operations.
// 2. The intended time of a request is the moment at which its slot became free.
// 3. Every job that was taken is handed to score() or drop(), once.
#include "run/lane.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/clock.hpp"
#include "run/for_good.hpp"
#include "run/parameters.hpp"

namespace hexameter::detail {

Lane::Lane(std::uint32_t number, Links links)
    : number_(number), links_(std::move(links)), model_(links_.run->models[number]) {
    const auto asked = whole_member(model_.parameters_json, "max_tokens").value_or(64);
    expected_events_ = std::clamp<std::size_t>(asked, 1, 512);
}

void Lane::start() {
    started_ = true;
    BusItem item;
    item.type = RunEventType::model_start;
    item.lane = number_;
    links_.bus->push(std::move(item));
    const Instant at = now();
    for (std::uint32_t i = 0; i < links_.run->spec.concurrency; ++i) free_slot(at);
    pump();
}

void Lane::pump() {
    if (!started_ || over_ || pumping_) return;
    pumping_ = true;  // an operation may end inside its start and come here again
    while (!draining_ && !free_since_.empty()) {
        JobPtr job = held_ ? std::move(held_) : links_.preparer->take(number_);
        if (!job) break;
        if (!job->warmup && !measuring_) {
            held_ = std::move(job);
            break;
        }
        dispatch(std::move(job));
    }
    pumping_ = false;
    check_over();
    if (!over_ && !measuring_ && is_warm()) links_.warm();
}

void Lane::measure(Instant from) {
    if (std::exchange(measuring_, true)) return;
    measured_from_ = std::max(measured_from_, from);
    pump();
}

void Lane::dispatch(JobPtr job) {
    announce(*job);
    auto& timeline = job->recorder.timeline();
    // A slot that waited for warm-ups is due since the last has ended, not since it became free.
    timeline.intended = std::max(free_since_.front(), job->warmup ? Instant() : measured_from_);
    timeline.streamed = links_.run->spec.stream;
    if (job->status != IterationStatus::ok) {  // its preparation failed: nothing was sent
        return links_.score(std::move(job));
    }
    free_since_.pop_front();
    job->recorder.reserve(expected_events_);
    listen(*job);

    auto& host = model_.provider->host();
    host.begin(job->op, operation_seed(links_.run->spec.seed, *job));
    OperationPlan plan;
    plan.provider = model_.provider.get();
    plan.interface = model_.interface;
    plan.loop = links_.loop;
    plan.op = job->op;
    plan.recorder = &job->recorder;
    plan.base_url = model_.base_url;
    plan.limits = links_.run->spec.limits;
    plan.connection = &model_.spec.connection;
    plan.request = request_of(model_, links_.run->spec, *job);

    const hxm_op op = job->op;
    auto operation = make_operation(std::move(plan),
                                    [this, op](Outcome outcome) { ended(op, std::move(outcome)); });
    timeline.dispatched = now();
    if (job->warmup)
        ++warmups_in_flight_;
    else
        links_.dispatch_lag_ns->add(
            static_cast<double>((timeline.dispatched - timeline.intended).count()));
    auto& flight = in_flight_[op];
    flight.job = std::move(job);
    flight.operation = operation;
    operation->start();
}

void Lane::announce(const Job& job) {
    if (!links_.bus->has_observers()) return;
    BusItem item;
    item.lane = number_;
    item.current = job.iteration;
    item.total = job.total;
    item.warmup = job.warmup;
    if (job.warmup) {
        item.type = RunEventType::warmup;
        links_.bus->push(item);
    }
    item.type = RunEventType::iteration_start;
    item.sample = &job.sample->id;
    item.repetition = job.repetition;
    item.text = job.prompt;
    links_.bus->push(std::move(item));
}

void Lane::listen(Job& job) {
    if (!links_.bus->has_observers()) return;
    job.recorder.listen([bus = links_.bus, lane = number_, &job, first = true](
                            EventKind kind, std::string_view text, Instant at) mutable {
        if (text.empty()) return;
        const auto item_of = [&](RunEventType type) {
            BusItem item;
            item.type = type;
            item.lane = lane;
            item.current = job.iteration;
            item.total = job.total;
            item.warmup = job.warmup;
            item.kind = kind;
            return item;
        };
        const auto& timeline = job.recorder.timeline();
        if (std::exchange(first, false) && timeline.streamed) {
            auto item = item_of(RunEventType::first_token);
            item.ttft = at - timeline.sent.value_or(timeline.dispatched);
            bus->push(std::move(item));
        }
        if (!bus->wants_tokens()) return;
        auto item = item_of(RunEventType::token);
        item.text = text;
        bus->push(std::move(item));
    });
}

void Lane::ended(hxm_op op, Outcome outcome) {
    const auto found = in_flight_.find(op);
    if (found == in_flight_.end()) return;  // quarantined before
    InFlight flight = std::move(found->second);
    in_flight_.erase(found);
    model_.provider->host().end(op);
    auto& job = *flight.job;
    most_events_ = std::max(most_events_, job.recorder.timeline().events.size());
    expected_events_ = std::clamp<std::size_t>(most_events_, 1, 4096);
    job.abi_status = outcome.status;
    if (outcome.status < 0) {
        const bool asked_to_end = flight.cancelled || draining_;
        job.status = asked_to_end && outcome.error.code() == ErrorCode::cancelled
                         ? IterationStatus::cancelled
                         : IterationStatus::failed;
        job.error = std::move(outcome.error);
    }
    // One that was cut has ended in its row, but kept its slot until now.
    const Instant at = flight.cancelled ? now() : job.recorder.timeline().end.value_or(now());
    free_slot(at);
    if (job.warmup) {
        --warmups_in_flight_;
        measured_from_ = std::max(measured_from_, at);
    }
    const bool spent = links_.spend && links_.spend(job);
    links_.score(std::move(flight.job));
    if (spent) links_.spent();
    pump();
}

void Lane::drain() {
    stop([](InFlight& flight) {
        const auto operation = flight.operation;  // done may come inside and erase the flight
        operation->drain();
    });
}

void Lane::abort(const Error& why) {
    stop([this, &why](InFlight& flight) { cancel(flight, why); });
}

void Lane::stop(const std::function<void(InFlight&)>& end) {
    draining_ = true;
    std::vector<hxm_op> ops;
    for (const auto& [op, flight] : in_flight_) ops.push_back(op);
    for (const auto op : ops)
        if (const auto found = in_flight_.find(op); found != in_flight_.end()) end(found->second);
    check_over();
}

void Lane::cancel(InFlight& flight, const Error& why) {
    if (flight.cancelled) return;
    flight.cancelled = true;
    flight.cancelled_for = why;
    flight.cancelled_at = now();
    const auto operation = flight.operation;  // done may come inside cancel and erase the flight
    operation->cancel(why);
}

void Lane::tick() {
    const Instant at = now();
    std::vector<hxm_op> late;
    std::vector<hxm_op> deaf;
    Instant next = at + tick_period;
    for (const auto& [op, flight] : in_flight_) {
        const Instant due =
            flight.cancelled ? flight.cancelled_at + links_.cancel_grace : flight.operation->due();
        if (due <= at)
            (flight.cancelled ? deaf : late).push_back(op);
        else
            next = std::min(next, due);
    }
    for (const auto op : late)
        if (const auto found = in_flight_.find(op); found != in_flight_.end())
            cancel(found->second, found->second.operation->overdue());
    for (const auto op : deaf) quarantine(op);
    if (next == at + tick_period || (looks_at_ > at && looks_at_ <= next)) return;
    looks_at_ = next;
    links_.loop->at(next, [this] { tick(); });
}

void Lane::quarantine(hxm_op op) {
    auto node = in_flight_.extract(op);
    if (node.empty()) return;
    auto& flight = node.mapped();
    model_.provider->quarantine();
    flight.operation->abandon();
    // The plugin may go on reading the request of this job, which stays; a fresh one tells of the
    // failure, with what was measured until the cancel.
    auto told = std::make_unique<Job>();
    told->op = flight.job->op;
    told->lane = flight.job->lane;
    told->iteration = flight.job->iteration;
    told->repetition = flight.job->repetition;
    told->total = flight.job->total;
    told->warmup = flight.job->warmup;
    told->sample = flight.job->sample;
    told->abandoned = true;
    told->prompt = flight.job->prompt;
    told->recorder.timeline() = std::move(flight.job->recorder.timeline());
    told->status = IterationStatus::failed;
    told->abi_status = HXM_E_TIMEOUT;
    const auto deaf = fmt::format(
        "it did not end an operation within {:g} s of its cancel and is "
        "not called again",
        std::chrono::duration<double>(links_.cancel_grace).count());
    const bool limit = flight.cancelled_for.code() == ErrorCode::timeout;
    told->error = limit ? Error(ErrorCode::timeout, flight.cancelled_for.message() + "; " + deaf,
                                "plugin " + model_.provider->info().id)
                        : Error(ErrorCode::plugin, deaf, "plugin " + model_.provider->info().id);
    keep_for_good(std::move(flight.job));
    draining_ = true;  // the instance is out of use, and with it this model
    links_.score(std::move(told));
    check_over();
}

void Lane::check_over() {
    if (over_ || !started_ || !in_flight_.empty() || pumping_) return;
    if (!draining_ && (held_ || !links_.preparer->exhausted(number_))) return;
    over_ = true;
    if (held_) links_.drop(std::move(held_));
    links_.over();
}

}  // namespace hexameter::detail
