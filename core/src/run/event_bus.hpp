// Carries events from the run's threads to its observers, which live on a thread of their own.
//
// Producers hold a lock for the time of one push and wake nobody: the observers' thread looks in
// every 10 ms and takes all that waits, so that a token costs its producer no system call.
//
// What waits for a slow observer is bounded: past join_above items, tokens of one iteration are
// joined; past max_text_bytes of text, they are left out and counted in a gap, and prompts are cut.
// As much again may be in delivery. Events of other types, a few for each iteration, are all kept.
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
    std::uint32_t repetition = 0;
    bool warmup = false;
    EventKind kind = EventKind::content;
    std::uint32_t joined = 1;
    std::uint32_t dropped = 0;
    Nanos ttft{0};
    const std::string* sample = nullptr;  // its id; outlives the bus
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

    // Most text that waits, in bytes.
    static constexpr std::size_t max_text_bytes = std::size_t{32} << 20;

    [[nodiscard]] bool wants_tokens() const { return !token_observers_.empty(); }

    // Without observers there is nothing to push: a caller may spare itself the making of items.
    [[nodiscard]] bool has_observers() const { return !observers_.empty(); }

    // Thread: any.
    void push(BusItem item);

  private:
    // Past this many waiting items, tokens of one iteration are joined.
    static constexpr std::size_t join_above = 65536;

    void deliver_until_stopped();
    void deliver(std::vector<BusItem>& items);
    void take(BusItem& item);
    [[nodiscard]] bool fold(BusItem& item, bool over);

    std::vector<std::string> labels_;
    std::vector<Observer*> observers_;
    std::vector<Observer*> token_observers_;  // those that want tokens

    // The observers' thread. One event serves for all: names that stay the same are not copied.
    RunEvent event_;
    std::uint32_t event_lane_ = whole_run;

    std::mutex mutex_;  // guards all below but the thread
    std::condition_variable stop_asked_;
    std::vector<BusItem> waiting_;
    std::size_t text_bytes_ = 0;  // in waiting_
    bool gap_ = false;            // there is one in waiting_
    // Lane, warm-up or not, iteration -> index in waiting_ of what takes in its next token.
    std::map<std::tuple<std::uint32_t, bool, std::uint32_t>, std::size_t> joining_;
    bool stop_ = false;

    std::thread thread_;
};

}  // namespace hexameter::detail
