// Waits until the servers of a run answer and have its models (--wait-ready).
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "hexameter/engine.hpp"

namespace hexameter::cli {

// What waiting needs of the world.
struct Waiting {
    std::function<Result<std::vector<ListedModel>>(const ModelSpec& provider)> ask;
    std::function<void(std::string_view line)> tell;
    std::function<Instant()> now;
    std::function<void(Nanos)> sleep;
};

// Asks each provider again and again, after a quarter of a second at first and two seconds at most.
// One that lists no models at all, or cannot list any, is ready once it says so. What waiting
// cannot mend, such as a wrong address, is given back at once; ErrorCode::timeout with the last
// reason when the time is over, which is looked at between two questions.
[[nodiscard]] Status wait_ready(const std::vector<ModelSpec>& models, Nanos within,
                                const Waiting& world);

// Seconds as typed; an Error that says what is allowed.
[[nodiscard]] Result<Nanos> seconds_to_wait(const std::string& typed);

}  // namespace hexameter::cli
