// Reading the values of one timeline in tests.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "timeline/definitions.hpp"

namespace hexameter::test {

inline std::vector<double> all(const Timeline& timeline, const std::string& metric) {
    std::vector<double> found;
    for (const auto& value : detail::timing_values(timeline))
        if (value.metric == metric) found.push_back(value.value);
    return found;
}

// The one value; absent when there is none. Several are a failure of the caller.
inline std::optional<double> one(const Timeline& timeline, const std::string& metric) {
    const auto found = all(timeline, metric);
    return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
}

inline bool absent(const Timeline& timeline, const std::string& metric) {
    return all(timeline, metric).empty();
}

}  // namespace hexameter::test
