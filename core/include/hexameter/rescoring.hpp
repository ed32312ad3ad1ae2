// Scoring a kept run again: its answers go to metric plugins as they came, and no model is asked.
//
// Threads: these are values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hexameter/record.hpp"

namespace hexameter {

struct RescoreSpec {
    std::vector<MetricSpec> metrics;  // empty: those of the run's spec
    // In place of that of the run's spec; what is cut out of answers may be said there.
    std::optional<std::string> modality_config_json;
    std::filesystem::path dataset_file;  // where the data set lies now; empty: where the run had it
    bool keep = true;                    // false: the run stays as it is
    // Asked before each answer, on the thread of Engine::rescore; true: the run stays as it is, and
    // the error is ErrorCode::cancelled.
    std::function<bool()> stop;
};

struct Rescored {
    RunRecord run;  // as it is now, or would be; `damage`: what could not be read, and is left out
    std::uint64_t answers = 0;  // iterations that succeeded, warm-ups too: the others are not asked
    std::uint64_t scored = 0;   // of which there is a value
    std::uint64_t failed = 0;   // on which modality or metric failed, or gave a value that is none
    std::filesystem::path old_journal;  // of a damaged run, where it went; else empty
};

}  // namespace hexameter
