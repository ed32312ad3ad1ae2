// Iterations and the header of their run, for tests of summaries.
#pragma once

#include <string>
#include <vector>

#include "hexameter/record.hpp"
#include "support/timeline_builder.hpp"
#include "timeline/definitions.hpp"

namespace hexameter::test {

inline RunHeader header_of(const std::vector<std::string>& models) {
    RunHeader header;
    for (const auto& model : models) {
        ModelSpec spec;
        spec.provider = "simulated";
        spec.model = model;
        spec.label = model;
        header.spec.models.push_back(spec);
    }
    header.metrics = detail::timing_definitions();
    return header;
}

// `tokens` events from `first_ms` after the send, 10 ms apart; the transport ends 5 ms later.
inline IterationRecord iteration(const std::string& model, double sent_ms, int tokens,
                                 double first_ms) {
    IterationRecord record;
    record.model = model;
    TimelineBuilder builder(sent_ms);
    builder.tokens(tokens, first_ms, 10).end(first_ms + (tokens - 1) * 10 + 5);
    record.timeline = builder.take();
    record.values = detail::timing_values(record.timeline);
    return record;
}

}  // namespace hexameter::test
