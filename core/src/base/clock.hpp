// The one clock: CLOCK_MONOTONIC.
#pragma once

#include <chrono>

#include "hexameter/timeline.hpp"

namespace hexameter::detail {

[[nodiscard]] inline Instant now() {
    return std::chrono::time_point_cast<Nanos>(std::chrono::steady_clock::now());
}

// The form in which stamps cross the plugin boundary; 0 = did not happen.
[[nodiscard]] inline std::uint64_t to_abi_ns(Instant t) {
    return static_cast<std::uint64_t>(t.time_since_epoch().count());
}

}  // namespace hexameter::detail
