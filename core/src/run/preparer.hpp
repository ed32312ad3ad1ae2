// Prepares iterations ahead of their dispatch, on a thread of its own, so that opening media and
// building prompts never delays a request that is due.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "run/job.hpp"
#include "run/modality_gate.hpp"

namespace hexameter::detail {

// What one lane wants: its jobs in order.
struct LanePlan {
    std::uint32_t warmup = 0;      // requests before the measured ones
    std::uint32_t iterations = 1;  // per sample
    std::uint32_t ahead = 2;       // prepared jobs kept waiting
    std::vector<bool> done = {};   // by measured iteration: those to leave out; empty: none
    std::optional<std::uint32_t> unique_key =
        {};  // prompts are made unique by it (prompt_cache.hpp)
};

class Preparer {
  public:
    using Ready = std::function<void(std::uint32_t lane)>;

    // `ready` is called (on the preparer's thread) when a lane that found nothing may look again.
    Preparer(ModalityGate& gate, const std::vector<Sample>& samples,
             const std::vector<LanePlan>& lanes, Ready ready);
    ~Preparer();
    Preparer(const Preparer&) = delete;
    Preparer& operator=(const Preparer&) = delete;

    // How many jobs there may be in all, from their making until they are scored or dropped, beside
    // those in flight: where scoring is slower than the provider, this keeps memory bounded. The
    // lanes then wait, which shows as dispatch lag.
    static constexpr std::uint64_t unscored_limit = 8192;

    // So many jobs that were taken are done with. Thread: any.
    void scored(std::uint64_t count);

    // The lane's next job, or null when none is ready. A job whose preparation failed comes with
    // its error. Thread: any.
    [[nodiscard]] JobPtr take(std::uint32_t lane);

    // Whether the lane has had its last job.
    [[nodiscard]] bool exhausted(std::uint32_t lane) const;

  private:
    struct Lane {
        Lane() = default;
        Lane(Lane&&) noexcept = default;  // a deque of unique pointers would else be copied

        LanePlan plan;
        std::uint64_t made = 0;
        std::uint64_t total = 0;
        std::uint64_t next = 0;  // measured iteration, from 0, that is looked at next
        std::deque<JobPtr> ready;
        bool waited_for = false;
    };

    void prepare_until_stopped();
    [[nodiscard]] JobPtr make(std::uint32_t lane);
    [[nodiscard]] Lane* lane_with_room();

    ModalityGate& gate_;
    const std::vector<Sample>& samples_;
    Ready ready_;
    mutable std::mutex mutex_;  // guards the five below
    std::condition_variable room_;
    std::vector<Lane> lanes_;
    std::size_t turn_ = 0;
    std::uint64_t unscored_ = 0;  // jobs that were made and are not done with
    bool stop_ = false;
    std::uint64_t most_unscored_ = unscored_limit;
    std::thread thread_;
};

}  // namespace hexameter::detail
