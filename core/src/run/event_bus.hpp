// Carries events from the run's threads to its observers, which live on a thread of their own.
//
// Producers hold a lock for the time of one push and wake nobody: the observers' thread looks in
// every 10 ms, so that a token costs its producer no system call.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "hexameter/observer.hpp"

namespace hexameter::detail {

// A RunEvent before names are filled in; `lane` is the model's place in the run.
struct BusItem {
    RunEventType type = RunEventType::error;
    std::uint32_t lane = 0;
    std::uint32_t current = 0;
    std::uint32_t total = 0;
    bool warmup = false;
    EventKind kind = EventKind::content;
    std::uint32_t joined = 1;
    Nanos ttft{0};
    std::string text;
    std::shared_ptr<const IterationRecord> iteration;
    std::shared_ptr<const RunSummary> summary;
};

class EventBus {
  public:
    // Events whose lane is not a label's index speak of the whole run.
    static constexpr std::uint32_t whole_run = UINT32_MAX;

    EventBus(std::string run, std::vector<std::string> labels, std::vector<Observer*> observers);
    ~EventBus();  // delivers what is left
    EventBus(const EventBus&) = delete;
    EventBus& operator=(const EventBus&) = delete;

    [[nodiscard]] bool wants_tokens() const { return wants_tokens_; }

    // Without observers there is nothing to push: a caller may spare itself the making of items.
    [[nodiscard]] bool has_observers() const { return !observers_.empty(); }

    // Thread: any.
    void push(BusItem item);

  private:
    // Past this many waiting items, tokens of one iteration are joined.
    static constexpr std::size_t join_above = 65536;

    void deliver_until_stopped();
    void deliver(std::vector<BusItem>& items);
    [[nodiscard]] RunEvent event_of(BusItem& item) const;

    std::string run_;
    std::vector<std::string> labels_;
    std::vector<Observer*> observers_;
    bool wants_tokens_ = false;

    std::mutex mutex_;  // guards the four below
    std::condition_variable stop_asked_;
    std::vector<BusItem> waiting_;
    // Lane, warm-up or not, iteration -> index in waiting_.
    std::map<std::tuple<std::uint32_t, bool, std::uint32_t>, std::size_t> joining_;
    bool stop_ = false;

    std::thread thread_;
};

}  // namespace hexameter::detail
