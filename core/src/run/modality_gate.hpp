// Calls to the run's modality plugin, from the thread that prepares and the one that scores.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "plugin/instance.hpp"
#include "run/job.hpp"
#include "scoring/scored_part.hpp"

namespace hexameter::detail {

struct FinishResult {
    // The modality failed on an answer that was there: nothing to score.
    std::optional<Error> error;
    std::vector<ScoredPart> candidates;
    std::vector<ScoredPart> references;
    MetricValues values;
    std::vector<std::string> notes;
};

// One call at a time, unless the modality says that it is concurrent.
class ModalityGate {
  public:
    ModalityGate(Instance& modality, const hxm_modality* table, std::uint64_t seed)
        : modality_(modality), table_(table), seed_(seed) {}

    // Fills job.prepared and job.prompt.
    [[nodiscard]] Status prepare(Job& job);

    // Replays the events and lets the modality finish. One that asks for another turn fails the
    // job.
    [[nodiscard]] FinishResult finish(Job& job);

    void release(Job& job);

  private:
    // Held for each call; owns nothing when the modality may be called from both threads at once.
    [[nodiscard]] std::unique_lock<std::mutex> turn() {
        return modality_.info().concurrent ? std::unique_lock<std::mutex>()
                                           : std::unique_lock(mutex_);
    }

    Instance& modality_;
    const hxm_modality* table_;
    std::uint64_t seed_;
    std::mutex mutex_;
};

// What a modality is told of the times and counts: those of docs/metrics.md
// (timeline/arrivals.hpp).
[[nodiscard]] hxm_timeline abi_timeline(const Timeline& from);

// The text of the last user message.
[[nodiscard]] std::string prompt_of(const hxm_request& request);

// Seed of an operation's random numbers: the same run gives the same one again.
[[nodiscard]] std::uint64_t operation_seed(std::uint64_t run_seed, const Job& job);

}  // namespace hexameter::detail
