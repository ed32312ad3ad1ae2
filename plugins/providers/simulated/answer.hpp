// One answer on its way to the host's sink.
#pragma once

#include <hexameter/sdk/async.hpp>

#include "hexameter/simulator/plan.hpp"

namespace hexameter::simulated {

// Calls of it are serial. As long as deliver() says true it is called again at next_due_ns(); after
// false, and after end(), the operation is over.
class Answer {
  public:
    // The times of the plan count from start_ns (CLOCK_MONOTONIC).
    Answer(const sdk::Host& host, const sdk::AsyncSink& out, simulator::Plan plan, bool streamed,
           std::uint64_t start_ns);

    [[nodiscard]] hxm_op op() const { return out_.op(); }

    // never = only a cancel ends it.
    static constexpr std::uint64_t never = UINT64_MAX;
    [[nodiscard]] std::uint64_t next_due_ns() const;

    // Hands on what is due at now_ns, but not everything when that is much. True: there is more.
    [[nodiscard]] bool deliver(std::uint64_t now_ns);

    void end(sdk::Status status);

  private:
    [[nodiscard]] std::size_t good_tokens() const;
    [[nodiscard]] bool faulty() const;
    bool deliver_tokens(std::uint64_t now_ns);
    void deliver_whole();
    void finish();
    void fail();

    const sdk::Host& host_;
    sdk::AsyncSink out_;
    simulator::Plan plan_;
    bool streamed_;
    std::uint64_t start_ns_;
    std::size_t next_token_ = 0;
};

}  // namespace hexameter::simulated
