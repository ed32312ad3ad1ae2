// When a server that refuses for now wants to be asked again (RFC 9110 section 10.2.3).
#pragma once

#include <ctime>
#include <optional>
#include <string_view>

#include "hexameter/timeline.hpp"

namespace hexameter::detail {

// From `headers` ("name: value\n" each, names in lower case): `retry-after-ms` as some servers give
// it, else `retry-after`, seconds or a date; a date in the past is 0. None where it is not there or
// says nothing that can be read. `wall_clock`: now, in seconds since 1970.
[[nodiscard]] std::optional<Nanos> retry_after(std::string_view headers, std::time_t wall_clock);

}  // namespace hexameter::detail
