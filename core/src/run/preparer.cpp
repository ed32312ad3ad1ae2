#include "run/preparer.hpp"

#include <pthread.h>

#include <algorithm>
#include <utility>

#include "plugin/operation_number.hpp"
#include "run/prompt_cache.hpp"

namespace hexameter::detail {

Preparer::Preparer(ModalityGate& gate, const std::vector<Sample>& samples,
                   const std::vector<LanePlan>& lanes, Ready ready)
    : gate_(gate), samples_(samples), ready_(std::move(ready)) {
    for (const auto& plan : lanes) {
        Lane lane;
        lane.plan = plan;
        const auto done = std::count(plan.done.begin(), plan.done.end(), true);
        const auto measured = static_cast<std::uint64_t>(plan.iterations) * samples.size() -
                              static_cast<std::uint64_t>(done);
        lane.total = measured == 0 ? 0 : plan.warmup + measured;
        most_unscored_ += plan.ahead;  // holds those in flight too
        lanes_.push_back(std::move(lane));
    }
    thread_ = std::thread([this] { prepare_until_stopped(); });
}

Preparer::~Preparer() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    room_.notify_one();
    thread_.join();
    for (auto& lane : lanes_)
        for (auto& job : lane.ready) gate_.release(*job);
}

JobPtr Preparer::take(std::uint32_t lane) {
    JobPtr job;
    {
        const std::lock_guard lock(mutex_);
        auto& from = lanes_[lane];
        if (from.ready.empty()) {
            from.waited_for = true;
            return nullptr;
        }
        job = std::move(from.ready.front());
        from.ready.pop_front();
        // Waking the thread for each job would cost a system call each.
        if (from.ready.size() * 2 > from.plan.ahead) return job;
    }
    room_.notify_one();
    return job;
}

void Preparer::scored(std::uint64_t count) {
    {
        const std::lock_guard lock(mutex_);
        unscored_ -= count;
    }
    room_.notify_one();
}

bool Preparer::exhausted(std::uint32_t lane) const {
    const std::lock_guard lock(mutex_);
    return lanes_[lane].ready.empty() && lanes_[lane].made == lanes_[lane].total;
}

Preparer::Lane* Preparer::lane_with_room() {
    if (unscored_ >= most_unscored_) return nullptr;
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        auto& lane = lanes_[(turn_ + i) % lanes_.size()];
        if (lane.made == lane.total || lane.ready.size() >= lane.plan.ahead) continue;
        turn_ += i + 1;
        return &lane;
    }
    return nullptr;
}

void Preparer::prepare_until_stopped() {
    pthread_setname_np(pthread_self(), "hxm-prepare");
    std::unique_lock lock(mutex_);
    for (;;) {
        Lane* lane = nullptr;
        room_.wait(lock, [&] { return stop_ || (lane = lane_with_room()) != nullptr; });
        if (stop_) return;
        const auto number = static_cast<std::uint32_t>(lane - lanes_.data());
        lock.unlock();
        auto job = make(number);
        lock.lock();
        ++lane->made;
        ++unscored_;
        lane->ready.push_back(std::move(job));
        if (std::exchange(lane->waited_for, false)) {
            lock.unlock();
            ready_(number);
            lock.lock();
        }
    }
}

JobPtr Preparer::make(std::uint32_t lane) {
    auto& from = lanes_[lane];
    const auto& plan = from.plan;
    auto job = std::make_unique<Job>();
    job->op = next_operation();
    job->lane = lane;
    job->warmup = from.made < plan.warmup;
    while (!job->warmup && from.next < plan.done.size() && plan.done[from.next]) ++from.next;
    const auto measured = job->warmup ? from.made : from.next++;
    job->iteration = static_cast<std::uint32_t>(measured) + 1;
    job->repetition = static_cast<std::uint32_t>(measured / samples_.size()) + 1;
    job->total =
        job->warmup ? plan.warmup : plan.iterations * static_cast<std::uint32_t>(samples_.size());
    job->sample = &samples_[measured % samples_.size()];
    if (auto ok = gate_.prepare(*job); !ok) {
        job->status = IterationStatus::failed;
        job->abi_status = HXM_E_INTERNAL;
        job->error = ok.error();
    } else if (plan.unique_key) {
        const auto number = job->iteration - 1 + (job->warmup ? 0 : plan.warmup);
        make_prompt_unique(*job, unique_prefix(*plan.unique_key, number));
    }
    return job;
}

}  // namespace hexameter::detail
