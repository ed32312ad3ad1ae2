#include "stats/causes.hpp"

#include <fmt/format.h>

namespace hexameter::detail {

void count_cause(Causes& causes, const std::string& text, std::string_view sample) {
    std::string cause = text;
    const auto named = fmt::format("sample {}", sample);
    const auto at = cause.find(named);
    const auto end = at + named.size();
    if (at != std::string::npos && (end == cause.size() || cause[end] == ':'))
        cause.replace(at, named.size(), "sample …");
    if (causes.size() >= most_causes && !causes.contains(cause)) cause = "other texts";
    ++causes[cause];
}

}  // namespace hexameter::detail
