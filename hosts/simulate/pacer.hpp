// One timer for all streams of a thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <queue>
#include <vector>

namespace hexameter::simulate {

// What waits for its time.
class Paced {
  public:
    virtual ~Paced() = default;
    virtual void due() = 0;
};

// Calls due() at absolute times of CLOCK_MONOTONIC, the earliest first; of one io_context, on its
// thread only. A timer of Asio's per stream costs more than this heap at 100,000 events a second.
class Pacer {
  public:
    explicit Pacer(boost::asio::io_context& io) : timer_(io) {}

    // Keeps `paced` alive until its time; a time that is past means soon.
    void at(std::uint64_t due_ns, std::shared_ptr<Paced> paced);

  private:
    struct Entry {
        std::uint64_t due_ns;
        std::uint64_t order;
        std::shared_ptr<Paced> paced;
    };

    struct Later {
        bool operator()(const Entry& a, const Entry& b) const {
            return a.due_ns != b.due_ns ? a.due_ns > b.due_ns : a.order > b.order;
        }
    };

    void arm();
    void run();

    boost::asio::steady_timer timer_;
    std::priority_queue<Entry, std::vector<Entry>, Later> entries_;
    std::uint64_t next_order_ = 0;
    std::uint64_t armed_ns_ = 0;  // what the timer waits for; 0 = it does not
};

}  // namespace hexameter::simulate
