// JSON values as reports tell them.
#pragma once

#include <rapidjson/fwd.h>

#include <string>

namespace hexameter::detail {

// A string as it is, without quotes; a number as people write it (0, not 0.0); else JSON.
[[nodiscard]] std::string text_of(const rapidjson::Value& value);

}  // namespace hexameter::detail
