// One row of a source: a line of JSON Lines, a record of CSV, an item of a JSON array.
#pragma once

#include <cstdint>
#include <string_view>

#include "spec/fault.hpp"

namespace hexameter::detail {

struct Row {
    std::string_view json;     // UTF-8 or not; valid during the call that it is handed to
    std::uint64_t number = 0;  // in the source, from 1
    Place place;               // where it begins; of an inline sample line = number
};

}  // namespace hexameter::detail
