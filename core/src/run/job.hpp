// One iteration on its way through the run.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "dataset/dataset.hpp"
#include "hexameter/abi/hxm_plugin.h"
#include "hexameter/record.hpp"
#include "run/recorder.hpp"

namespace hexameter::detail {

// A request that is the host's own: the modality's with another first message (prompt_cache.hpp).
struct OwnPrompt {
    hxm_request request{};
    std::vector<hxm_message> messages;
    std::vector<hxm_part> parts;  // of the first message
    std::string text;             // of its first part
};

struct Job {
    hxm_op op = 0;
    std::uint32_t lane = 0;
    std::uint32_t iteration = 0;   // from 1; warm-ups count apart
    std::uint32_t repetition = 0;  // of the sample, from 1; warm-ups count apart
    std::uint32_t total = 0;
    bool warmup = false;
    const Sample* sample = nullptr;
    const hxm_request* prepared = nullptr;  // the modality's, until release
    std::unique_ptr<OwnPrompt> own_prompt;  // what `prepared` is then; null: it is the modality's
    std::string prompt;                     // the last user message, for people
    Recorder recorder;
    // Its provider ignored a cancel and may still read the prepared request: it is never released.
    bool abandoned = false;
    IterationStatus status = IterationStatus::ok;
    hxm_status abi_status = HXM_OK;
    Error error;
};

using JobPtr = std::unique_ptr<Job>;

}  // namespace hexameter::detail
