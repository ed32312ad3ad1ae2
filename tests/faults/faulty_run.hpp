// A run of one model behind a bad server beside one that works, through the public API.
#pragma once

#include <string>
#include <vector>

#include "hexameter/engine.hpp"
#include "hexameter/record.hpp"

namespace hexameter::testing {

inline constexpr const char* bad_model = "bad";
inline constexpr const char* good_model = "good";
inline constexpr std::uint32_t iterations_each = 2;

struct FaultyRun {
    RunRecord record;              // as the engine gave it
    RunRecord kept;                // as the history gives it back
    std::vector<RunEvent> events;  // as the observer saw them

    // Iterations of one model, in order.
    [[nodiscard]] std::vector<IterationRecord> of(const std::string& model) const;
};

// Runs `bad` (provider at url) and `good` (simulated, in process), sequentially, each twice, in a
// home of its own. Throws std::runtime_error when the run was not started or not kept.
[[nodiscard]] FaultyRun run_beside_a_good_model(const std::string& provider, const std::string& url,
                                                const Limits& limits, bool stream = true,
                                                const Connection& connection = {},
                                                RunControl* control = nullptr);

// `bad` failed in every iteration, with all these words in the error of each; `good` is none the
// worse, no figure of `bad` is in the summary, and the history gives back what the engine gave.
void expect_only_bad_failed(const FaultyRun& run, ErrorCode code,
                            const std::vector<std::string>& gist);

// The history gives back what the engine gave.
void expect_kept(const FaultyRun& run);

// No stamp before the one that must precede it, no value below 0, first token within the total.
void expect_sane_times(const IterationRecord& iteration);

}  // namespace hexameter::testing
