#include "run/event_bus.hpp"

#include <pthread.h>

#include <algorithm>
#include <chrono>

namespace hexameter::detail {

EventBus::EventBus(std::string run, std::vector<std::string> labels,
                   std::vector<Observer*> observers)
    : run_(std::move(run)), labels_(std::move(labels)), observers_(std::move(observers)) {
    wants_tokens_ = std::any_of(observers_.begin(), observers_.end(),
                                [](const Observer* o) { return o->wants_tokens(); });
    if (!observers_.empty()) thread_ = std::thread([this] { deliver_until_stopped(); });
}

EventBus::~EventBus() {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    stop_asked_.notify_one();
    thread_.join();
}

void EventBus::push(BusItem item) {
    if (observers_.empty()) return;
    const std::lock_guard lock(mutex_);
    if (item.type == RunEventType::token && waiting_.size() >= join_above) {
        const auto [place, fresh] =
            joining_.try_emplace({item.lane, item.warmup, item.current}, waiting_.size());
        if (!fresh && waiting_[place->second].kind == item.kind) {
            waiting_[place->second].text += item.text;
            ++waiting_[place->second].joined;
            return;
        }
        place->second = waiting_.size();
    }
    waiting_.push_back(std::move(item));
}

void EventBus::deliver_until_stopped() {
    pthread_setname_np(pthread_self(), "hxm-events");
    std::vector<BusItem> items;
    for (bool last = false; !last;) {
        {
            std::unique_lock lock(mutex_);
            stop_asked_.wait_for(lock, std::chrono::milliseconds(10), [this] { return stop_; });
            last = stop_;
            items.swap(waiting_);
            joining_.clear();
        }
        deliver(items);
        items.clear();
    }
}

void EventBus::deliver(std::vector<BusItem>& items) {
    for (auto& item : items) {
        const RunEvent event = event_of(item);
        for (auto* observer : observers_)
            if (event.type != RunEventType::token || observer->wants_tokens())
                observer->on_event(event);
    }
}

RunEvent EventBus::event_of(BusItem& item) const {
    RunEvent event;
    event.type = item.type;
    event.run = run_;
    if (item.lane < labels_.size()) event.model = labels_[item.lane];
    event.current = item.current;
    event.total = item.total;
    event.warmup = item.warmup;
    event.text = std::move(item.text);
    event.kind = item.kind;
    event.joined = item.joined;
    event.ttft = item.ttft;
    event.iteration = std::move(item.iteration);
    event.summary = std::move(item.summary);
    return event;
}

}  // namespace hexameter::detail
