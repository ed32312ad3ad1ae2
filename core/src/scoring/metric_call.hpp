// One question to a metric plugin.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hexameter/metric.hpp"
#include "plugin/instance.hpp"
#include "scoring/scored_part.hpp"

namespace hexameter::detail {

struct MetricAnswer {
    MetricValues values;             // none: not scored, and the notes say why
    std::vector<std::string> notes;  // a sentence each
    bool failed = false;             // it gave an error, or a value that is none
};

// What the metric says of these candidates and references. `seed` is that of the random numbers
// that it may ask for; `op` is no other's that is under way. Thread: that of the metric's other
// calls.
[[nodiscard]] MetricAnswer ask_metric(const Instance& metric, const hxm_metric& table, hxm_op op,
                                      std::uint64_t seed, std::string_view sample_json,
                                      const std::vector<ScoredPart>& candidates,
                                      const std::vector<ScoredPart>& references);

}  // namespace hexameter::detail
