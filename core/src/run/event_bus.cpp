#include "run/event_bus.hpp"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <iterator>

namespace hexameter::detail {
namespace {

// What a prompt is cut to when there is no room for more text.
constexpr std::size_t cut_text_bytes = 1024;

}  // namespace

EventBus::EventBus(std::string run, std::vector<std::string> labels,
                   std::vector<Observer*> observers)
    : labels_(std::move(labels)), observers_(std::move(observers)) {
    event_.run = std::move(run);
    std::copy_if(observers_.begin(), observers_.end(), std::back_inserter(token_observers_),
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
    const bool over = text_bytes_ + item.text.size() > max_text_bytes;
    if (item.type == RunEventType::token) {
        if ((over || gap_ || waiting_.size() >= join_above) && fold(item, over)) return;
    } else if (over && item.text.size() > cut_text_bytes) {
        item.text = item.text.substr(0, cut_text_bytes) + "...";
    }
    text_bytes_ += item.text.size();
    waiting_.push_back(std::move(item));
}

// Whether the token went into what waits already; else it may have become a gap, to be pushed.
bool EventBus::fold(BusItem& item, bool over) {
    const auto [place, fresh] =
        joining_.try_emplace({item.lane, item.warmup, item.current}, waiting_.size());
    if (!fresh) {
        BusItem& last = waiting_[place->second];
        if (last.type == RunEventType::gap) {
            ++last.dropped;
            return true;
        }
        if (!over && last.kind == item.kind && waiting_.size() >= join_above) {
            text_bytes_ += item.text.size();
            last.text += item.text;
            ++last.joined;
            return true;
        }
        place->second = waiting_.size();
    }
    if (over) {
        item.type = RunEventType::gap;
        item.dropped = 1;
        item.text.clear();
        item.text.shrink_to_fit();
        gap_ = true;
    }
    return false;
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
            text_bytes_ = 0;
            gap_ = false;
            joining_.clear();
        }
        deliver(items);
        items.clear();
    }
}

void EventBus::deliver(std::vector<BusItem>& items) {
    for (auto& item : items) {
        take(item);
        const bool of_tokens =
            event_.type == RunEventType::token || event_.type == RunEventType::gap;
        for (auto* observer : of_tokens ? token_observers_ : observers_) observer->on_event(event_);
    }
    event_.iteration.reset();
    event_.summary.reset();
}

void EventBus::take(BusItem& item) {
    event_.type = item.type;
    if (item.lane != event_lane_) {
        event_.model = item.lane < labels_.size() ? labels_[item.lane] : std::string();
        event_lane_ = item.lane;
    }
    event_.current = item.current;
    event_.total = item.total;
    event_.repetition = item.repetition;
    event_.sample = item.sample == nullptr ? std::string() : *item.sample;
    event_.warmup = item.warmup;
    event_.text = std::move(item.text);
    event_.kind = item.kind;
    event_.joined = item.joined;
    event_.dropped = item.dropped;
    event_.ttft = item.ttft;
    event_.iteration = std::move(item.iteration);
    event_.summary = std::move(item.summary);
}

}  // namespace hexameter::detail
