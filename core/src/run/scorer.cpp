#include "run/scorer.hpp"

#include <pthread.h>

#include <utility>

#include "base/clock.hpp"
#include "run/parameters.hpp"
#include "run/priced.hpp"
#include "run/score_answer.hpp"
#include "scoring/writer.hpp"
#include "timeline/definitions.hpp"

namespace hexameter::detail {

Scorer::Scorer(ResolvedRun& run, const RunHeader& header, ModalityGate& gate, EventBus& bus,
               RunWriter& writer, Links links, const Resumption* before)
    : run_(run),
      gate_(gate),
      bus_(bus),
      writer_(writer),
      links_(std::move(links)),
      summariser_(header),
      prices_(Prices::parse(header.spec.prices_json)) {
    if (before != nullptr) {
        for (const auto& record : before->iterations.with(IterationPart::head))
            summariser_.add(record);
        last_seq_ = before->last_seq;
        part_ = before->part();
    }
    thread_ = std::thread([this] { score_until_stopped(); });
}

Scorer::~Scorer() {
    if (thread_.joinable()) static_cast<void>(finish());
}

void Scorer::add(JobPtr job) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(job));
}

Scored Scorer::finish() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
        told_left_at_ = now();
    }
    stop_asked_.notify_one();
    thread_.join();
    return {summariser_.finish(), events_, std::move(not_kept_)};
}

void Scorer::score_until_stopped() {
    pthread_setname_np(pthread_self(), "hxm-score");
    std::vector<JobPtr> jobs;
    for (bool last = false; !last;) {
        {
            std::unique_lock lock(mutex_);
            stop_asked_.wait_for(lock, std::chrono::milliseconds(10), [this] { return stop_; });
            jobs.swap(waiting_);
            last = stop_;
        }
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            tell_left(jobs.size() - i);
            score(*jobs[i]);
            jobs[i].reset();
        }
        if (!jobs.empty() && links_.scored) links_.scored(jobs.size());
        jobs.clear();
    }
}

void Scorer::tell_left(std::size_t at_hand) {
    constexpr auto period = std::chrono::seconds(1);
    if (run_.metrics.empty() || scores_given_up_ || !bus_.has_observers()) return;
    BusItem item;
    {
        const std::lock_guard lock(mutex_);
        if (!stop_ || now() - told_left_at_ < period) return;
        told_left_at_ = now();
        item.current = static_cast<std::uint32_t>(at_hand + waiting_.size());
    }
    item.type = RunEventType::scoring;
    item.lane = EventBus::whole_run;
    bus_.push(std::move(item));
}

void Scorer::score(Job& job) {
    auto& timeline = job.recorder.timeline();
    timeline.usage = usage_from(timeline.usage_raw);
    timeline.claim = claim_from(timeline.claim_raw);

    FinishResult finished;
    // A job whose preparation failed, or that was abandoned, has nothing to finish.
    if (job.prepared != nullptr) finished = gate_.finish(job);
    auto record = record_of(job);
    record.values = timing_values(record.timeline);
    record.values.append(finished.values);
    add_cost(job, record);
    record.notes = timeline_notes(record.timeline);
    if (run_.spec.stream && !record.timeline.text.empty() && !record.timeline.streamed)
        record.notes.emplace_back(
            "the server did not stream: the answer came whole, TTFT and gaps are not measurable");
    if (record.timeline.finish_reason == "refusal")
        record.notes.emplace_back(
            "refused: the model declined to answer, and what it said instead is its answer here");
    for (const auto& field : unusable_usage(record.timeline.usage_raw))
        record.notes.push_back("the server's usage field cannot be used: " + field);
    record.notes.insert(record.notes.end(), finished.notes.begin(), finished.notes.end());
    if (record.status == IterationStatus::ok) score_answer(job, finished, record);
    if (!job.abandoned) gate_.release(job);
    keep(job, std::move(record));
}

void Scorer::score_answer(Job& job, FinishResult& finished, IterationRecord& record) {
    if (!finished.error && !scores_given_up_)
        return detail::score_answer(run_, job, finished, record);
    if (!finished.error && run_.metrics.empty()) return;
    record.notes.push_back(not_scored(
        run_.modality->info().id, finished.error
                                      ? finished.error->text()
                                      : "the run was ended before; hexameter rescore scores it"));
    for (const auto& metric : run_.metrics)
        record.failed_metrics.push_back(metric.instance->info().id);
}

void Scorer::add_cost(const Job& job, IterationRecord& record) const {
    const auto* price = prices_.find(run_.models[job.lane].spec.model);
    if (price == nullptr) return;
    if (const auto cost = cost_of_request(*price, record.timeline))
        record.values.push_back({cost_metric, "", *cost, 1});
}

void Scorer::keep(const Job& job, IterationRecord&& record) {
    record.seq = ++last_seq_;
    record.part = part_;
    summariser_.add(record);
    events_.add(record.timeline);
    if (auto kept = writer_.iteration(record); !kept) {
        if (not_kept_.empty()) links_.failed(kept.error());
        record.notes.push_back("this record could not be kept: " + kept.error().text());
        not_kept_.push_back(std::move(record));
        return;
    }
    if (!bus_.has_observers()) return;
    BusItem item;
    item.type = RunEventType::iteration_complete;
    item.lane = job.lane;
    item.current = job.iteration;
    item.total = job.total;
    item.warmup = job.warmup;
    item.iteration = std::make_shared<const IterationRecord>(std::move(record));
    bus_.push(std::move(item));
}

IterationRecord Scorer::record_of(Job& job) {
    IterationRecord record;
    record.model = run_.models[job.lane].spec.label;
    record.sample = job.sample->id;
    record.iteration = job.iteration;
    record.repetition = job.repetition;
    record.warmup = job.warmup;
    record.status = job.status;
    record.error = job.error;
    record.timeline = std::move(job.recorder.timeline());
    record.answer = first_choice_text(record.timeline, EventKind::content);
    return record;
}

}  // namespace hexameter::detail
