// One timer for many moments that move often: it goes off at the earliest of them.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>

#include "hexameter/timeline.hpp"

namespace hexameter::detail {

// Thread: the one that runs the context.
class EarliestTimer {
  public:
    EarliestTimer(boost::asio::io_context& context, std::function<void()> work)
        : timer_(context), work_(std::move(work)) {}

    // `work` runs at `when`, or earlier for another's sake; then everyone asks anew.
    void ask(Instant when) {
        if (when >= armed_) return;
        armed_ = when;
        timer_.expires_at(when);
        timer_.async_wait([this](const boost::system::error_code& error) {
            if (error) return;  // an earlier moment took its place
            armed_ = Instant::max();
            work_();
        });
    }

  private:
    boost::asio::steady_timer timer_;
    Instant armed_ = Instant::max();
    std::function<void()> work_;
};

}  // namespace hexameter::detail
