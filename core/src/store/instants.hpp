// Differences of stamps that are exact for any two values, also for those that a damaged or hostile
// file holds: modulo 2^64, where signed arithmetic would be undefined.
#pragma once

#include <cstdint>

#include "hexameter/timeline.hpp"

namespace hexameter::detail {

[[nodiscard]] inline std::uint64_t ns_of(Instant t) {
    return static_cast<std::uint64_t>(t.time_since_epoch().count());
}

[[nodiscard]] inline Instant instant_of(std::uint64_t ns_since_epoch) {
    return Instant(Nanos(static_cast<std::int64_t>(ns_since_epoch)));
}

[[nodiscard]] inline Nanos since(Instant from, Instant to) {
    return Nanos(static_cast<std::int64_t>(ns_of(to) - ns_of(from)));
}

[[nodiscard]] inline Instant after(Instant from, Nanos difference) {
    return instant_of(ns_of(from) + static_cast<std::uint64_t>(difference.count()));
}

}  // namespace hexameter::detail
